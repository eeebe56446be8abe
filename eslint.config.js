// Plain rules that find mistakes; layout is left to those who write.

const browser = [
  ...["window", "document", "location", "history", "navigator", "console", "matchMedia", "URL", "Blob", "WebAssembly", "DecompressionStream", "Response", "atob", "getComputedStyle", "Path2D", "DOMMatrix", "performance", "TextDecoder", "Worker", "DOMParser", "btoa", "sessionStorage", "MutationObserver", "XMLSerializer", "Image"],
  ...["requestAnimationFrame", "setTimeout", "clearTimeout", "globalThis", "ResizeObserver", "IntersectionObserver", "L"],
];
const readonly = (names) => Object.fromEntries(names.map((name) => [name, "readonly"]));

export default [
  {
    files: ["maps/page_src/*.js", "tests/js/*.js"],
    ignores: ["maps/page_src/compiled_rule.js"], // made by core/build.py
    languageOptions: { ecmaVersion: 2024, sourceType: "module", globals: readonly(browser) },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "no-undef": "error",
      "no-unused-vars": "error",
      "no-shadow": "error",
      "prefer-const": "error",
      "no-var": "error",
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-control-regex": "error",
      "no-unsafe-finally": "error",
      "no-fallthrough": "error",
      "no-duplicate-imports": "error",
      "no-self-compare": "error",
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "text enters as text: use dom.js" },
        { property: "outerHTML", message: "text enters as text: use dom.js" },
        { property: "insertAdjacentHTML", message: "text enters as text: use dom.js" },
        { object: "document", property: "write" },
      ],
      complexity: ["error", 15],
      "max-lines-per-function": ["error", 60],
      "max-lines": ["error", 460],
    },
  },
];
