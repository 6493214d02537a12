//! Lines that are headings, as CommonMark has them.

use std::ops::Range;

/// Whether a line is a heading of level 3 to 6.
#[inline]
pub(super) fn is_deeper_heading(content: &str) -> bool {
    let level = content.bytes().take_while(|byte| *byte == b'#').count();
    let after = content.as_bytes().get(level);
    (3..=6).contains(&level) && matches!(after, None | Some(b' ' | b'\t'))
}

/// Span of an ATX heading's words, if the line is one of level 1 or 2.
#[inline]
pub(super) fn atx_title(content: &str) -> Option<Range<usize>> {
    let level = content.bytes().take_while(|byte| *byte == b'#').count();
    if level > 2 {
        return None;
    }
    let rest = content.get(level..)?;
    if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
        return None;
    }
    let words = rest.trim_end();
    let closed = words.trim_end_matches('#');
    let words =
        if closed.len() < words.len() && (closed.is_empty() || closed.ends_with([' ', '\t'])) {
            closed
        } else {
            words
        };
    let end = level + words.trim_end().len();
    let lead = words.len() - words.trim_start().len();
    Some((level + lead).min(end)..end)
}
