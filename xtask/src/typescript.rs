//! TypeScript declarations from JSON Schema.
//!
//! It knows what the wire types need and refuses the rest: references, literals, unions, objects, maps, lists, pairs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

const HEAD: &str = "\
// What doorstep reads and answers, made from docs/schema by `cargo xtask schema`: do not edit.
";

/// Every type that the schemas define, by name; the name of a document's own type is its title.
pub(crate) fn declarations(documents: &[(String, Value)]) -> Result<String> {
    let mut found: BTreeMap<&str, (String, &str)> = BTreeMap::new();
    for (document, schema) in documents {
        let title = schema.get("title").and_then(Value::as_str).context("a document without a title")?;
        let inner = schema.get("$defs").and_then(Value::as_object).into_iter().flatten();
        for (name, schema) in inner.map(|(name, schema)| (name.as_str(), schema)).chain([(title, schema)]) {
            let text = declaration(name, &named_root(schema, title))
                .with_context(|| format!("{document}: {name}"))?;
            match found.get(name) {
                Some((known, elsewhere)) if *known != text => {
                    bail!("`{name}` of {document} is not `{name}` of {elsewhere}: name one of them otherwise")
                }
                Some(_) => {}
                None => {
                    found.insert(name, (text, document));
                }
            }
        }
    }
    Ok(found.into_values().fold(HEAD.to_owned(), |file, (text, _)| file + "\n" + &text))
}

/// A document that refers to itself as `#`, with its name in that place.
fn named_root(schema: &Value, title: &str) -> Value {
    match schema {
        Value::Object(members) => members
            .iter()
            .filter(|(keyword, _)| *keyword != "$defs")
            .map(|(keyword, value)| match (keyword.as_str(), value.as_str()) {
                ("$ref", Some("#")) => (keyword.clone(), format!("#/$defs/{title}").into()),
                _ => (keyword.clone(), named_root(value, title)),
            })
            .collect(),
        Value::Array(items) => items.iter().map(|item| named_root(item, title)).collect(),
        other => other.clone(),
    }
}

fn declaration(name: &str, schema: &Value) -> Result<String> {
    let members = schema.as_object().context("not an object")?;
    let mut text = comment(members, "");
    let body = type_of(schema, "")?;
    if body.starts_with('{') && choices(members).is_empty() {
        writeln!(text, "export interface {name} {body}")?;
    } else {
        let body = if let Some(words) = words(members) { words } else { format!(" {body}") };
        writeln!(text, "export type {name} ={body};")?;
    }
    Ok(text)
}

/// A union of literals with a line and its meaning for each.
fn words(members: &Map<String, Value>) -> Option<String> {
    let branches = choices(members);
    let [branches] = branches.as_slice() else { return None };
    let literal = |branch: &Value| Some((branch.get("const")?.to_string(), branch.as_object()?.clone()));
    let words = branches.iter().map(literal).collect::<Option<Vec<_>>>()?;
    let line =
        |(word, branch): (String, Map<String, Value>)| format!("\n{}  | {word}", comment(&branch, "  "));
    Some(words.into_iter().map(line).map(|line| line.replace("*/\n  |", "*/ |")).collect())
}

fn choices(members: &Map<String, Value>) -> Vec<&Vec<Value>> {
    ["oneOf", "anyOf"]
        .iter()
        .filter_map(|keyword| members.get(*keyword))
        .filter_map(Value::as_array)
        .collect()
}

/// The type that a schema describes; lines inside begin with `indent`.
fn type_of(schema: &Value, indent: &str) -> Result<String> {
    if schema == &Value::Bool(true) {
        return Ok("unknown".to_owned());
    }
    let members = schema.as_object().context("not a schema")?;
    if let Some(reference) = members.get("$ref") {
        let name = reference.as_str().and_then(|text| text.strip_prefix("#/$defs/"));
        return name.map(str::to_owned).context("a reference to another document");
    }
    if let Some(literal) = members.get("const") {
        return Ok(literal.to_string());
    }
    if let Some(Value::Array(literals)) = members.get("enum") {
        return Ok(union(literals.iter().map(Value::to_string).collect()));
    }
    let mut parts = Vec::new();
    match members.get("type") {
        // What is an object anyway says more in its branches.
        Some(Value::String(name))
            if name != "object" || members.contains_key("properties") || choices(members).is_empty() =>
        {
            parts.push(named(name, members, indent)?);
        }
        Some(Value::Array(names)) => {
            let names = names.iter().filter_map(Value::as_str);
            parts.push(union(names.map(|name| named(name, members, indent)).collect::<Result<_>>()?));
        }
        _ => {}
    }
    for branches in choices(members) {
        parts.push(union(branches.iter().map(|branch| type_of(branch, indent)).collect::<Result<_>>()?));
    }
    Ok(match parts.as_slice() {
        [] => "unknown".to_owned(),
        [only] => only.clone(),
        several => several.iter().map(|part| grouped(part)).collect::<Vec<_>>().join(" & "),
    })
}

fn union(mut parts: Vec<String>) -> String {
    let mut seen = Vec::new();
    parts.retain(|part| !seen.contains(part) && (seen.push(part.clone()), true).1);
    parts.join(" | ")
}

/// In brackets if it is a union.
fn grouped(part: &str) -> String {
    let mut depth = 0_i32;
    let outside = part.chars().any(|letter| {
        depth += i32::from(matches!(letter, '{' | '[' | '(' | '<'))
            - i32::from(matches!(letter, '}' | ']' | ')' | '>'));
        depth == 0 && letter == '|'
    });
    if outside { format!("({part})") } else { part.to_owned() }
}

fn named(name: &str, members: &Map<String, Value>, indent: &str) -> Result<String> {
    Ok(match name {
        "string" | "boolean" | "null" => name.to_owned(),
        "integer" | "number" => "number".to_owned(),
        "array" => {
            let items = type_of(members.get("items").unwrap_or(&Value::Bool(true)), indent)?;
            let limit = |keyword| members.get(keyword).and_then(Value::as_u64);
            match (limit("minItems"), limit("maxItems")) {
                (Some(2), Some(2)) => format!("[{items}, {items}]"),
                _ => format!("{}[]", grouped(&items)),
            }
        }
        "object" => object(members, indent)?,
        other => bail!("a type `{other}`"),
    })
}

fn object(members: &Map<String, Value>, indent: &str) -> Result<String> {
    let Some(properties) = members.get("properties").and_then(Value::as_object) else {
        let values = members.get("additionalProperties").unwrap_or(&Value::Bool(true));
        return Ok(format!("Record<string, {}>", type_of(values, indent)?));
    };
    let required = members.get("required").and_then(Value::as_array);
    let inner = format!("{indent}  ");
    let mut text = "{\n".to_owned();
    for (name, schema) in properties {
        let needed = required.is_some_and(|names| names.iter().any(|known| known == name));
        let mark = if needed { "" } else { "?" };
        if let Some(members) = schema.as_object() {
            text += &comment(members, &inner);
        }
        writeln!(text, "{inner}{name}{mark}: {};", type_of(schema, &inner)?)?;
    }
    Ok(text + indent + "}")
}

/// The description and the default, if it is short.
fn comment(members: &Map<String, Value>, indent: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    if let Some(description) = members.get("description").and_then(Value::as_str) {
        lines.extend(description.lines().map(|line| line.replace("*/", "* /")));
    }
    if let Some(default) =
        members.get("default").filter(|value| !value.is_object() && !value.is_array() && !value.is_null())
    {
        lines.push(format!("@default {default}"));
    }
    match lines.as_slice() {
        [] => String::new(),
        [only] => format!("{indent}/** {only} */\n"),
        several => {
            let body: String = several
                .iter()
                .map(|line| format!("{indent} * {line}").trim_end().to_owned() + "\n")
                .collect();
            format!("{indent}/**\n{body}{indent} */\n")
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(schema: Value) -> String {
        declarations(&[("one".to_owned(), schema)]).unwrap().strip_prefix(HEAD).unwrap().trim().to_owned()
    }

    #[test]
    fn objects_are_interfaces() {
        let schema = json!({
            "title": "Point", "description": "A place.", "type": "object", "required": ["at"],
            "properties": {
                "at": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
                "name": {"description": "As\nwritten.", "type": ["string", "null"]},
                "tags": {"type": "array", "items": {"type": ["string", "integer"]}},
                "near": {"type": "object", "additionalProperties": {"type": "object", "properties": {"m": {"type": "integer", "default": 3}}}}
            }
        });
        let expected = "\
/** A place. */
export interface Point {
  at: [number, number];
  /**
   * As
   * written.
   */
  name?: string | null;
  tags?: (string | number)[];
  near?: Record<string, {
    /** @default 3 */
    m?: number;
  }>;
}";
        assert_eq!(of(schema), expected);
    }

    #[test]
    fn choices_are_unions() {
        let schema = json!({
            "title": "Word", "oneOf": [{"const": "a", "description": "First."}, {"const": "b", "description": "Second."}],
        });
        assert_eq!(of(schema), "export type Word =\n  /** First. */ | \"a\"\n  /** Second. */ | \"b\";");
        let schema = json!({
            "title": "Step", "type": "object", "properties": {"id": {"$ref": "#/$defs/Id"}}, "required": ["id"],
            "oneOf": [
                {"type": "object", "properties": {"m": {"type": "integer"}}, "required": ["m"]},
                {"type": "object", "properties": {"s": {"enum": ["x", 1]}}}
            ],
            "$defs": {"Id": {"type": "string"}}
        });
        let expected = "\
export type Id = string;

export type Step = {
  id: Id;
} & ({
  m: number;
} | {
  s?: \"x\" | 1;
});";
        assert_eq!(of(schema), expected);
    }

    #[test]
    fn a_type_may_hold_itself() {
        let schema = json!({"title": "Tree", "type": "array", "items": {"$ref": "#"}});
        assert_eq!(of(schema), "export type Tree = Tree[];");
    }

    #[test]
    fn one_name_is_one_type() {
        let document = |name: &str, kind: &str| (name.to_owned(), json!({"title": "Same", "type": kind}));
        assert!(declarations(&[document("a", "string"), document("b", "string")]).is_ok());
        let error = declarations(&[document("a", "string"), document("b", "number")]).unwrap_err();
        assert!(error.to_string().contains("`Same` of b"), "{error}");
    }
}
