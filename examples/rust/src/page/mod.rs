//! One self-contained page: template, style, scripts and data in one file that asks the network for nothing.

mod data;
mod map_data;
mod person_data;
mod table_data;
mod voucher_data;

use crate::failure::Failure;
use crate::story::Story;

const TEMPLATE: &str = include_str!("template.html");
const STYLE: &str = include_str!("style.css");
const SCRIPTS: [&str; 5] = [
    include_str!("dom.js"),
    include_str!("map.js"),
    include_str!("people.js"),
    include_str!("tables.js"),
    include_str!("main.js"),
];

/// The page.
pub(crate) fn render(story: &Story<'_>) -> Result<String, Failure> {
    let data = json_in_script(&serde_json::to_string(&data::PageData::of(story)?)?);
    let title = html_text(&story.world.name.zh);
    // The template is cut at its marks once, so that no text of the data is ever taken for a mark.
    let mut page = String::with_capacity(TEMPLATE.len() + STYLE.len() + data.len());
    for (index, piece) in TEMPLATE.split("{{").enumerate() {
        if index == 0 {
            page.push_str(piece);
            continue;
        }
        let (mark, rest) =
            piece.split_once("}}").ok_or_else(|| Failure::new("an open mark in the template"))?;
        match mark {
            "title" => page.push_str(&title),
            "style" => page.push_str(STYLE),
            "data" => page.push_str(&data),
            "script" => SCRIPTS.iter().for_each(|script| page.push_str(script)),
            _ => return Err(Failure::new(format!("unknown mark `{mark}` in the template"))),
        }
        page.push_str(rest);
    }
    Ok(page)
}

/// JSON that can stand in a script element: `<` cannot end it, and the two line ends that JSON allows and old scripts do
/// not are written as escapes.
fn json_in_script(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn html_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_leave_its_script() {
        let escaped = json_in_script(&serde_json::to_string("</script><!--\u{2028}").unwrap());
        assert_eq!(escaped, r#""\u003c/script>\u003c!--\u2028""#);
        assert_eq!(serde_json::from_str::<String>(&escaped).unwrap(), "</script><!--\u{2028}");
        assert_eq!(html_text("<a & \"b\">"), "&lt;a &amp; &quot;b&quot;&gt;");
    }

    #[test]
    fn template_and_scripts_ask_for_nothing_outside() {
        for text in [TEMPLATE, STYLE].into_iter().chain(SCRIPTS) {
            for outside in ["http:", "https:", "@import", "url(", "fetch(", "XMLHttpRequest", "innerHTML"] {
                let allowed = text.replace("http://www.w3.org/2000/svg", "");
                assert!(!allowed.contains(outside), "{outside}");
            }
        }
    }
}
