// What the page's scripts must keep. Undefined names are the type checker's business.

const rules = {
  "array-callback-return": "error",
  "complexity": ["error", 16],
  "consistent-return": "error",
  "curly": ["error", "multi-line"],
  "default-param-last": "off",
  "eqeqeq": "error",
  "max-lines": ["error", 300],
  "max-lines-per-function": ["error", 60],
  "no-console": "error",
  "no-else-return": "error",
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-param-reassign": "error",
  "no-restricted-properties": [
    "error",
    ...["innerHTML", "outerHTML", "insertAdjacentHTML", "write"].map((property) => ({
      property, message: "text is only ever text",
    })),
  ],
  "no-shadow": "error",
  "no-unused-vars": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": "error",
  "prefer-template": "error",
};

export default [{ files: ["**/*.js"], languageOptions: { ecmaVersion: 2024, sourceType: "module" }, rules }];
