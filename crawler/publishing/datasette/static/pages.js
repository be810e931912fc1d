// What pages do beyond HTML. All of it works without: a day can be typed, SQL written in a text area.

// The SQL editor writes into a field of its own, which it does not name for screen readers.
window.addEventListener("load", () => setTimeout(() => {
  for (const field of document.querySelectorAll(".CodeMirror textarea")) {
    field.setAttribute("aria-label", "SQL");
  }
}));

// A day picked in the browser's calendar is written into the text field beside it, as people type it.
for (const picker of document.querySelectorAll("input.picker")) {
  const field = document.getElementById(picker.dataset.for);
  picker.hidden = false;
  picker.addEventListener("change", () => {
    const [year, month, day] = picker.value.split("-");
    if (day) field.value = `${Number(day)}.${Number(month)}.${year}`;
  });
}
