// The SQL editor writes into a field of its own, which it does not name for screen readers.
window.addEventListener("load", () => setTimeout(() => {
  for (const field of document.querySelectorAll(".CodeMirror textarea")) {
    field.setAttribute("aria-label", "SQL");
  }
}));
