// The button says the sum and how often, as it is chosen. Without this file the next page says it, before anything is paid.
const form = document.querySelector(".support__form");
const button = form?.querySelector("[data-follows]");
const words = button?.textContent;

/** What is chosen now: the sum as it is written, and the sentence of its interval. */
function chosen() {
  const each = form.querySelector('[name="each"]:checked')?.value;
  const group = form.querySelector(`[data-interval="${each}"]`);
  const amount = group?.querySelector('[type="radio"]:checked');
  return { group, said: amount?.value === "other" ? "" : amount?.dataset.said };
}

function follow() {
  const { group, said } = chosen();
  button.textContent = group && said ? group.dataset.says.replace("{amount}", said) : words;
}

if (button) {
  for (const field of form.querySelectorAll(".other .input")) {
    field.addEventListener("input", () => {
      field.closest("fieldset").querySelector('[value="other"]').checked = field.value.trim() !== "";
      follow();
    });
  }
  form.addEventListener("change", ({ target }) => {
    if (target.type === "radio" && target.value !== "other") {
      const typed = target.closest("fieldset").querySelector(".other .input");
      if (typed) typed.value = "";
    }
    follow();
  });
  follow();
}
