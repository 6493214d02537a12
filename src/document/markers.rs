//! Comments that name the output of their section: `<!-- output: gaps ... -->`.

use super::spans::{Document, Marker};
use std::ops::Range;

/// Looks in each section for the comment which names its output.
pub(super) fn find_markers(document: &mut Document) {
    let mut sections = std::mem::take(&mut document.sections);
    for section in &mut sections {
        for comment in document.comments_in(&section.body) {
            let Some(name) = marker_name(document.slice(comment), comment.start) else {
                continue;
            };
            if section.marker.is_none() {
                section.marker = Some(Marker {
                    name,
                    comment: comment.clone(),
                });
            } else if section.second_marker.is_none() {
                section.second_marker = Some(comment.start);
            }
        }
    }
    document.sections = sections;
}

fn marker_name(comment: &str, start: usize) -> Option<Range<usize>> {
    let inner = comment.strip_prefix("<!--")?;
    let rest = inner.trim_start();
    let after = rest
        .get(..7)
        .filter(|word| word.eq_ignore_ascii_case("output:"))
        .and_then(|_| rest.get(7..))?;
    let name = after.trim_start();
    let length = name
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        .count();
    let length = name
        .get(..length)
        .map_or(0, |name| name.trim_end_matches('-').len());
    let offset = start + comment.len() - name.len();
    (length > 0).then_some(offset..offset + length)
}
