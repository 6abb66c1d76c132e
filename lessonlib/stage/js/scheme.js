// Light and dark: as the system says, until somebody chooses.

export function createTheme(button) {
  function show(dark) {
    document.body.dataset.jpThemeLight = String(!dark);
    button.setAttribute("aria-pressed", dark);
  }
  function kept() {
    try {
      return localStorage.getItem("lessonlib-theme");
    } catch {
      return null; // a page from disk may keep nothing
    }
  }
  show(kept() ? kept() === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  button.addEventListener("click", () => {
    const dark = document.body.dataset.jpThemeLight === "true";
    show(dark);
    try {
      localStorage.setItem("lessonlib-theme", dark ? "dark" : "light");
    } catch {
      // It holds for this page then.
    }
  });
}
