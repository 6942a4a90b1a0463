// A lesson is whole without this file. With it, vowel marks stay as they were last switched (on this device only), and exercises say right or wrong.
const MARKS = /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u0652\u0670\u0301]/g;
const KEY = "vowel-marks";
const bare = (text) => text.replace(MARKS, "").replace(/[.,!?;:״"“”]/g, "").replace(/\s+/g, " ").trim().toLowerCase();

function remembered(value) {
  try {
    if (value === undefined) return localStorage.getItem(KEY);
    if (value === "without") localStorage.setItem(KEY, value);
    else localStorage.removeItem(KEY); // what every text begins with need not be kept
  } catch { /* a browser that keeps nothing: the switch works all the same */ }
  return value;
}

const switches = [...document.querySelectorAll(".lesson__switch input")];
const turn = (value) => switches.forEach((one) => { one.checked = one.value === value; });
if (remembered() === "without") turn("without");
for (const one of switches) one.addEventListener("change", () => turn(remembered(one.value)));

function given(exercise) {
  const field = exercise.querySelector("input[type=text]") ?? exercise.querySelector("input:checked");
  return bare(field?.value ?? "");
}

function check(exercise) {
  const words = exercise.closest(".exercises").dataset;
  const said = exercise.querySelector(".exercise__said");
  const told = given(exercise);
  const right = told === bare(exercise.querySelector(".exercise__answer").textContent);
  said.textContent = !told ? words.nothing : right ? words.right : words.wrong;
  said.classList.toggle("exercise__said--right", right);
}

// The words of a sentence become buttons: pressed, a word goes into the line; pressed again, it comes out.
function offerWords(exercise) {
  const line = exercise.querySelector("input[type=text]");
  const chosen = [];
  for (const item of exercise.querySelectorAll(".exercise__words li")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = item.textContent;
    button.setAttribute("aria-pressed", "false");
    item.replaceChildren(button);
    button.addEventListener("click", () => {
      const place = chosen.indexOf(button);
      if (place < 0) chosen.push(button);
      else chosen.splice(place, 1);
      button.setAttribute("aria-pressed", String(place < 0));
      line.value = chosen.map((one) => one.textContent).join(" ");
    });
  }
}

for (const exercise of document.querySelectorAll(".exercise")) {
  const button = exercise.querySelector(".exercise__end button");
  button.hidden = false;
  button.addEventListener("click", () => check(exercise));
  exercise.querySelector("input[type=text]")?.addEventListener("keydown", (event) => { if (event.key === "Enter") check(exercise); });
  if (exercise.dataset.kind === "order") offerWords(exercise);
}
