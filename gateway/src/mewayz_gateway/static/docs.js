// Lists the operations of /api/v1/openapi.json. Everything is put in as text, never as markup.
"use strict";

const METHODS = ["get", "post", "put", "patch", "delete"];
let api = {};

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function resolve(schema) {
  if (!schema || !schema.$ref) return schema || {};
  return schema.$ref.replace(/^#\//, "").split("/").reduce((place, key) => place?.[key], api) || {};
}

function typeOf(schema) {
  if (!schema) return "any";
  if (schema.$ref) return schema.$ref.split("/").pop();
  const options = schema.anyOf || schema.oneOf || schema.allOf;
  if (options) return options.map(typeOf).join(" or ");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(", ");
  if (schema.type === "array") return `${typeOf(schema.items)}[]`;
  const type = Array.isArray(schema.type) ? schema.type.join(" or ") : schema.type || "object";
  return schema.format ? `${type} (${schema.format})` : type;
}

function bounds(schema) {
  const names = ["default", "minimum", "maximum", "minLength", "maxLength", "pattern", "maxItems"];
  return names.filter((name) => schema[name] !== undefined).map((name) => `${name} ${schema[name]}`).join(", ");
}

function table(heads, rows) {
  const head = make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)));
  const body = rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, cell ?? ""))));
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...body));
}

function parameters(operation, shared) {
  const list = [...(shared || []), ...(operation.parameters || [])].map(resolve);
  if (!list.length) return [];
  const rows = list.map((p) => [
    make("code", {}, p.name), p.in + (p.required ? ", required" : ""), typeOf(p.schema),
    [p.description || p.schema?.description, bounds(p.schema || {})].filter(Boolean).join(" · "),
  ]);
  return [make("h3", {}, "Parameters"), table(["Name", "In", "Type", "Meaning"], rows)];
}

function fields(schema, seen = new Set()) {
  const resolved = resolve(schema);
  if (!resolved.properties || seen.has(resolved)) return make("p", {}, typeOf(schema));
  const required = new Set(resolved.required || []);
  const rows = Object.entries(resolved.properties).map(([name, field]) => [
    make("code", {}, name), typeOf(field) + (required.has(name) ? ", required" : ""),
    [field.description || resolve(field).description, bounds(field)].filter(Boolean).join(" · "),
  ]);
  return table(["Field", "Type", "Meaning"], rows);
}

function bodies(title, content) {
  return Object.entries(content || {}).flatMap(([type, media]) => [
    make("h3", {}, `${title} · ${type}`), fields(media.schema),
    media.example ? make("pre", {}, JSON.stringify(media.example, null, 2)) : null,
  ]);
}

function answers(operation) {
  const rows = Object.entries(operation.responses || {}).map(([status, answer]) => {
    const media = Object.entries(resolve(answer).content || {}).map(([type, m]) => `${typeOf(m.schema)} · ${type}`);
    return [make("code", {}, status), resolve(answer).description || "", media.join("; ")];
  });
  return [make("h3", {}, "Answers"), table(["Status", "Meaning", "Body"], rows)];
}

function rules(operation) {
  const own = operation["x-mewayz"] || {};
  const facts = [["Credential", (own.auth || []).join(", ")], ["Permission", own.permission], ["Feature", own.feature],
    ["Idempotency-Key", own.idempotency], ["Rate class", own.rate]].filter(([, value]) => value);
  return facts.length ? [make("p", {}, facts.map(([name, value]) => `${name}: ${value}`).join(" · "))] : [];
}

function detail(path, method, operation, shared) {
  const success = Object.entries(operation.responses || {}).find(([status]) => status.startsWith("2"));
  const parts = [
    make("p", {}, operation.description || ""), ...rules(operation), ...parameters(operation, shared),
    ...bodies("Request", resolve(operation.requestBody).content),
    ...(success ? bodies(`Answer ${success[0]}`, resolve(success[1]).content) : []), ...answers(operation),
  ].filter(Boolean);
  const curl = `curl -X ${method.toUpperCase()} '${location.origin}${path}' -H 'Authorization: Bearer …'`;
  return make("div", { class: "inside" }, ...parts, make("pre", {}, curl));
}

function entry(path, method, operation, shared) {
  const head = make("summary", {}, make("span", { class: "method" }, method.toUpperCase()), make("code", {}, path),
    make("span", {}, operation.summary || ""));
  const box = make("details", { id: operation.operationId || `${method}-${path}` }, head);
  box.addEventListener("toggle", () => {
    if (box.open && box.children.length === 1) box.append(detail(path, method, operation, shared));
  });
  return box;
}

function grouped(filter) {
  const groups = new Map();
  for (const [path, item] of Object.entries(api.paths || {})) {
    for (const method of METHODS.filter((name) => item[name])) {
      const operation = item[method];
      const text = `${method} ${path} ${operation.operationId || ""} ${operation.summary || ""}`.toLowerCase();
      if (!text.includes(filter)) continue;
      const group = path.split("/")[3] + " · " + (operation.tags?.[0] || "");
      if (!groups.has(group)) groups.set(group, []);
      groups.get(group).push(entry(path, method, operation, item.parameters));
    }
  }
  return groups;
}

function render(filter = "") {
  const groups = grouped(filter.trim().toLowerCase());
  const named = Object.fromEntries((api.tags || []).map((tag) => [tag.name, tag.description]));
  const sections = [...groups].map(([name, entries]) => make("section", { id: `group ${name}` },
    make("h2", {}, name), make("p", {}, named[name.split(" · ")[1]] || ""), ...entries));
  const links = [...groups.keys()].map((name) => make("a", { href: `#${encodeURIComponent(`group ${name}`)}` }, name));
  document.getElementById("tags").replaceChildren(...links);
  document.getElementById("operations").replaceChildren(...(sections.length ? sections : [make("p", {}, "No operation matches.")]));
}

async function start() {
  const answer = await fetch("/api/v1/openapi.json");
  if (!answer.ok) throw new Error(`openapi.json: ${answer.status}`);
  api = await answer.json();
  document.getElementById("title").textContent = `${api.info?.title || "API"} ${api.info?.version || ""}`;
  document.getElementById("search").addEventListener("input", (event) => render(event.target.value));
  render();
  const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (wanted) { wanted.open = true; wanted.scrollIntoView(); }
}

start().catch((error) => document.getElementById("operations").replaceChildren(make("p", {}, `Cannot be shown: ${error.message}`)));
