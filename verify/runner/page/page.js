"use strict";
// Everything that the page shows is in its data; each section is drawn if there is something for it.
const data = JSON.parse(document.getElementById("data").textContent);
const main = document.querySelector("main");

// make("td.code", {title: "…"}, "text", child …)
function make(kind, attributes, ...children) {
  const [tag, ...classes] = kind.split(".");
  const made = document.createElement(tag);
  if (classes.length) made.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}
const link = (to, ...children) => make("a", {href: "#" + to}, ...children);
const id = (kind, name) => kind + ":" + name.replace(/[^\w.\/-]/g, "_");
const count = (number, noun) => number.toLocaleString("en") + " " + noun + (number === 1 ? "" : "s");
const time = (seconds) => (seconds < 10 ? seconds.toFixed(2) : Math.round(seconds).toLocaleString("en")) + " s";

function section(name, title, ...children) {
  main.append(make("section", {id: name, "aria-label": title}, make("h2", {}, title), ...children));
  document.querySelector("nav").append(link(name, title));
}
function table(columns, rows) {
  return make("div.scroll", {tabindex: 0, role: "region", "aria-label": columns.join(", ")},
    make("table", {}, make("thead", {}, make("tr", {}, ...columns.map((c) => make("th", {scope: "col"}, c)))),
      make("tbody", {}, ...rows)));
}
function filtered(what, drawn) {
  const field = make("input", {type: "search", placeholder: "Only " + what + " with …", "aria-label": "Filter " + what});
  field.addEventListener("input", () => {
    for (const row of drawn.querySelectorAll("tbody tr")) row.hidden = !row.textContent.includes(field.value);
  });
  return make("div", {}, field, drawn);
}

// --- gaps and survivors
function drawGaps() {
  const items = data.gaps.map((gap) => make("li.bad", {}, gap));
  section("gaps", items.length ? count(items.length, "gap") : "No gaps",
    items.length ? make("ul.gaps", {}, ...items) : make("p.good.cell", {}, "Each claim has what its kind asks for."));
}

// --- claims x evidence
const idOf = (run) => id("run", run.engine + "/" + run.scenario);
const cell = (kind, text, to, title) =>
  make("td", {}, to ? make("a.cell." + kind, {href: "#" + to, title}, text) : make("span.cell." + kind, {title}, text));

function exploredBy(claim, engine) {
  const runs = claim.searches.map((i) => data.searches[i]).filter((run) => run.engine === engine);
  if (!runs.length) return cell("none", "–", null, "no scenario on this engine");
  const whole = runs.filter((run) => run.exhaustive).length, bad = runs.filter((run) => !run.is_good).length;
  const kind = bad ? "bad" : whole ? "good" : "part";
  const title = `${count(runs.length, "scenario")}, ${whole} exhaustive, ${bad} failed`;
  return cell(kind, `${whole} of ${runs.length}`, id("claim", claim.id), title);
}
function number(list, claim, title, kind = "good") {
  return list.length ? cell(kind, String(list.length), id("claim", claim.id), title) : cell("none", "–", null, "none");
}
function row(claim, engines) {
  const mutants = claim.mutants.map((i) => data.mutants[i]);
  const killed = mutants.filter((m) => m.fate === "killed").length;
  const left = mutants.filter((m) => m.fate === "survived").length;
  const witnesses = claim.searches.map((i) => data.searches[i]).filter((run) => Object.keys(run.witnesses).length);
  const bad = claim.searches.some((i) => !data.searches[i].is_good);
  return make("tr", {}, make("th", {scope: "row"}, link(id("claim", claim.id), claim.id)),
    make("td", {title: {S: "safety", L: "liveness", F: "function"}[claim.kind]}, claim.kind),
    cell(claim.gaps.length || bad ? "bad" : "good", claim.gaps.length || bad ? "gap" : "kept", id("claim", claim.id),
      claim.gaps.join("; ") || "has what its kind asks for"),
    ...engines.map((engine) => exploredBy(claim, engine)),
    number(witnesses, claim, "scenarios that reached their witnesses"),
    number(claim.stressed, claim, "stress runs"), number(claim.tests, claim, "tests"),
    number(claim.pages, claim, "pages and proofs"),
    mutants.length ? cell(left ? "bad" : "good", `${killed} of ${mutants.length}`, id("claim", claim.id),
      `mutants: ${killed} killed, ${left} survived`) : cell("none", "–", null, "none"),
    make("td.soft", {}, claim.text));
}
function drawMatrix() {
  const columns = ["claim", "kind", "", ...data.engines, "witnesses", "stress", "tests", "pages", "mutants", "text"];
  const rows = [];
  for (const claim of data.claims) {
    if (!rows.length || rows.at(-1).group !== claim.group) {
      const head = make("tr.group", {}, make("th", {colspan: columns.length, scope: "rowgroup"}, claim.group));
      rows.push({group: claim.group, drawn: head});
    }
    rows.push({group: claim.group, drawn: row(claim, data.engines)});
  }
  section("claims", "Claims and evidence",
    make("p.soft", {}, "An engine's cell: how many of the claim's scenarios it explored exhaustively, of how many; amber "
      + "where all stop at a bound."), table(columns, rows.map((r) => r.drawn)));
}

// --- what a claim rests on
function list(title, items) {
  return items.length ? [make("h3", {}, title), make("ul", {}, ...items.map((item) => make("li", {}, ...item)))] : [];
}
const outcomeOf = (run) =>
  [run.verdict, run.exhaustive ? "exhaustive" : run.plan, count(run.executions, "execution")].join(", ");
function drawDetails() {
  const run = (r) => [link(idOf(r), r.scenario), ` ${r.engine}: ${outcomeOf(r)}`];
  section("details", "What each claim rests on", ...data.claims.map((claim) =>
    make("details.claim", {id: id("claim", claim.id)},
      make("summary", {}, make("strong", {}, claim.id), " " + claim.text,
        ...claim.gaps.map((gap) => make("span.cell.bad", {}, gap))),
      ...list("Scenarios", claim.searches.map((i) => run(data.searches[i]))),
      ...list("On real threads", claim.stressed.map((i) => run(data.stressed[i]))),
      ...list("Tests", claim.tests.map((t) => [make("code", {}, t.name || "compiled or scripted"), ` ${t.file}:${t.line}`])),
      ...list("Pages and proofs", claim.pages.map((p) => [make("code", {}, p)])),
      ...list("Mutants", claim.mutants.map((i) => [link(id("mutant", data.mutants[i].id), data.mutants[i].id),
        " " + data.mutants[i].fate])))));
}

// --- scenarios, mutants
function drawRuns(name, title, runs) {
  const traced = new Set((data.traces || []).map((t) => t.engine + "/" + t.scenario));
  const rows = runs.map((run) => make("tr", {id: idOf(run)}, make("td.code", {}, run.scenario), make("td", {}, run.engine),
    make("td.nowrap", {}, make("span.cell." + (run.is_good ? "good" : "bad"), {}, run.verdict)),
    make("td.nowrap", {}, run.plan),
    make("td", {}, make("span.cell." + (run.exhaustive ? "good" : "part"), {}, run.exhaustive ? "yes" : "no")),
    make("td.number", {}, run.executions.toLocaleString("en")), make("td.number", {}, time(run.seconds)),
    make("td", {}, Object.entries(run.witnesses).map(([w, n]) => `${w} ${n.toLocaleString("en")}`).join(", ")),
    make("td", {}, run.reason || run.bounded_because || "", traced.has(run.engine + "/" + run.scenario)
      ? link(id("trace", run.engine + "/" + run.scenario), " interleaving") : null)));
  section(name, title, filtered("scenarios", table(
    ["scenario", "engine", "result", "search", "exhaustive", "executions", "time", "witnesses", "notes"], rows)));
}
function drawMutants() {
  const order = {survived: 0, interrupted: 1, equivalent: 2, killed: 3};
  const sorted = [...data.mutants].sort((a, b) => order[a.fate] - order[b.fate]);
  const colour = {killed: "good", equivalent: "part"};
  const rows = sorted.map((m) => make("tr", {id: id("mutant", m.id)}, make("td.code", {}, m.id), make("td", {}, m.kind),
    make("td.code.nowrap", {}, m.place), make("td", {}, make("span.cell." + (colour[m.fate] || "bad"), {}, m.fate)),
    make("td.code", {}, m.by), make("td", {}, [m.fault, m.reason].filter(Boolean).join(": ")),
    make("td.number", {}, m.executions.toLocaleString("en"))));
  section("mutants", "Mutants", filtered("mutants",
    table(["mutant", "kind", "place", "fate", "found by", "what it is, how it shows", "executions"], rows)));
}

// --- interleavings
function viewer(trace) {
  const picture = make("div.scroll", {});
  picture.innerHTML = trace.svg;
  const steps = [...picture.querySelectorAll(".step")], rows = [...picture.querySelectorAll(".row")];
  const now = make("div.now", {"aria-live": "polite"});
  const box = make("div.viewer", {tabindex: 0, role: "group",
    "aria-label": "Interleaving of " + trace.scenario + ": arrow keys step"});
  let at = -1;
  const go = (to) => {
    at = Math.max(0, Math.min(steps.length - 1, to));
    for (const [i, row] of rows.entries()) row.classList.toggle("now", i === at);
    steps[at].scrollIntoView({block: "nearest"});
    now.replaceChildren(...describe(trace.steps, at));
  };
  const button = (text, label, move) => {
    const made = make("button", {type: "button", "aria-label": label}, text);
    made.addEventListener("click", () => go(move()));
    return made;
  };
  const keys = {ArrowDown: () => at + 1, j: () => at + 1, ArrowRight: () => at + 1, ArrowUp: () => at - 1, k: () => at - 1,
    ArrowLeft: () => at - 1, Home: () => 0, End: () => steps.length - 1};
  box.addEventListener("keydown", (event) => {
    if (!(event.key in keys) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    go(keys[event.key]());
  });
  for (const [i, step] of steps.entries()) {
    for (const part of [step, rows[i]]) part.addEventListener("click", () => go(i));
  }
  box.append(make("p", {}, make("strong", {}, trace.what || "does not fail"), " ",
      make("code.soft", {}, `lockstep replay --engine ${trace.engine} ${trace.scenario} ${trace.replay}`)),
    make("div.buttons", {}, button("first", "First step", () => 0), button("◀ back", "Step back", () => at - 1),
      button("forth ▶", "Step forth", () => at + 1), button("last", "Last step", () => steps.length - 1),
      make("span.soft", {}, "or the arrow keys, Home and End")), now, picture);
  if (steps.length) go(0);
  return box;
}
// The step, and the state of every object after it.
function describe(steps, at) {
  const step = steps[at];
  const states = new Map();
  for (const s of steps.slice(0, at + 1)) {
    if (s.object) states.set(s.object, {value: s.wrote ?? s.newest ?? s.read, parts: s.parts || []});
  }
  const bits = (parts) => parts.map(([name, value]) =>
    make("span" + (value ? ".on" : ""), {}, typeof value === "boolean" ? name : `${name} ${value}`));
  const who = step.thread < 0 ? "main" : "thread " + step.thread;
  return [make("div", {}, make("strong", {}, `${at + 1} of ${steps.length}, ${who}: `), step.what),
    step.file ? make("pre", {}, `${step.file}:${step.line}  ${step.function}\n${step.source}`) : null,
    ...[...states].map(([object, state]) => make("div.bits", {}, make("code", {}, object + " = " + state.value + " "),
      ...bits(state.parts)))].filter(Boolean);
}
function drawTraces() {
  const one = data.traces.length === 1;
  section("traces", "Interleavings", ...data.traces.map((trace) => {
    const name = trace.scenario + " on " + trace.engine;
    const box = make("details", {id: id("trace", trace.engine + "/" + trace.scenario)},
      make("summary", {}, make("strong", {}, name), " " + (trace.what || "does not fail")));
    // Drawn when it is opened: there may be many.
    box.addEventListener("toggle", () => { if (box.open && box.children.length === 1) box.append(viewer(trace)); });
    if (one) { box.append(viewer(trace)); box.open = true; }
    return box;
  }));
}

document.querySelector("h1").textContent = data.title;
if (data.gaps) {
  const kept = data.claims.filter((claim) => !claim.gaps.length).length;
  document.getElementById("summary").textContent =
    `${kept} of ${data.claims.length} claims have what their kind asks for; ${count(data.gaps.length, "gap")}.`;
  drawGaps();
  drawMatrix();
  drawDetails();
}
if (data.searches) drawRuns("scenarios", "Scenarios", data.searches);
if (data.stressed && data.stressed.length) drawRuns("stress", "On real threads", data.stressed);
if (data.mutants && data.mutants.length) drawMutants();
if (data.traces && data.traces.length) drawTraces();

// A link into something that is folded opens it.
function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.tagName === "DETAILS") target.open = true;
}
addEventListener("hashchange", unfold);
unfold();
document.documentElement.dataset.drawn = "yes";
