//! Words of a text as they are compared: lower-cased, without those that say nothing, English ones without their endings.

/// Whether an answer says in so many words that there is nothing, such as "none so far".
pub fn says_nothing(answer: &str) -> bool {
    words(answer).is_empty()
}

/// Letters of scripts that put no spaces between words: there two letters next to each other are compared.
fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Marks that belong to the letter before them, and joiners within a word.
fn is_mark(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{5b0}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{94d}' | '\u{9cd}' | '\u{a4d}'
        | '\u{acd}' | '\u{b4d}' | '\u{bcd}' | '\u{c4d}' | '\u{ccd}' | '\u{d4d}' | '\u{200c}' | '\u{200d}')
}

/// Words which say how and not what, sorted: they stand in every text, whatever it is about.
#[rustfmt::skip]
const STOP: &[&str] = &[
    "a", "able", "about", "above", "across", "after", "again", "against", "all", "almost", "alone", "along",
    "already", "also", "although", "always", "am", "among", "an", "and", "another", "any", "anybody", "anyone",
    "anything", "are", "aren", "around", "as", "ask", "asked", "asks", "at", "away", "back", "be", "because",
    "become", "been", "before", "being", "below", "between", "both", "but", "by", "can", "cannot", "come", "comes",
    "could", "couldn", "day", "days", "did", "didn", "do", "does", "doesn", "doing", "don", "done", "down",
    "during", "each", "either", "else", "enough", "even", "ever", "every", "everybody", "everyone", "everything",
    "far", "few", "first", "for", "from", "further", "get", "gets", "getting", "give", "go", "goes", "going",
    "good", "got", "had", "hadn", "has", "hasn", "have", "haven", "having", "he", "help", "her", "here", "hers",
    "him", "his", "how", "i", "if", "in", "into", "is", "isn", "it", "its", "itself", "just", "keep", "know",
    "knows", "least", "less", "let", "like", "ll", "long", "look", "make", "makes", "making", "many", "may", "me",
    "might", "mine", "more", "most", "much", "must", "my", "myself", "need", "needed", "needs", "neither", "never",
    "new", "next", "no", "nobody", "none", "nor", "not", "nothing", "now", "of", "off", "often", "on", "once",
    "one", "ones", "only", "onto", "or", "other", "others", "our", "ours", "out", "over", "own", "per", "put",
    "quite", "rather", "re", "really", "same", "say", "says", "see", "seem", "seems", "several", "shall", "she",
    "should", "since", "so", "some", "somebody", "someone", "something", "soon", "still", "such", "take", "takes",
    "tell", "than", "that", "the", "their", "theirs", "them", "themselves", "then", "there", "these", "they",
    "thing", "things", "think", "this", "those", "though", "through", "to", "together", "too", "toward", "towards",
    "try", "two", "under", "until", "up", "us", "use", "used", "using", "ve", "very", "want", "wants", "was",
    "wasn", "way", "ways", "we", "well", "went", "were", "weren", "what", "whatever", "when", "where", "whether",
    "which", "while", "who", "whom", "whose", "why", "will", "with", "within", "without", "won", "would", "wouldn",
    "yes", "yet", "you", "your", "yours",
];

/// Most words of one text that are compared: what a person would read of it, too.
const MOST: usize = 400;

/// A word of a text: the form that is compared, and the one that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// What is compared.
    pub stem: String,
    /// As it was written, in lower case.
    pub written: String,
}

/// The words of a text, in their order. Numbers, single letters and words that say nothing are left out.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let is_inside = |letter: char| letter.is_alphanumeric() || is_mark(letter);
    let runs = text.split(|letter: char| !is_inside(letter));
    for run in runs.filter(|run| !run.is_empty()) {
        if found.len() >= MOST {
            break;
        }
        let run = run.to_lowercase();
        if run.chars().any(is_unspaced) {
            pairs(&run, &mut found);
        } else if says_something(&run) {
            found.push(Word {
                stem: stem(&run),
                written: run,
            });
        }
    }
    found.truncate(MOST);
    found
}

fn says_something(word: &str) -> bool {
    word.chars().nth(1).is_some()
        && word.chars().any(|letter| !letter.is_numeric())
        && STOP.binary_search(&word).is_err()
}

/// Each two letters next to each other of a run without spaces.
fn pairs(run: &str, found: &mut Vec<Word>) {
    let letters: Vec<char> = run.chars().collect();
    for pair in letters.windows(2) {
        let word: String = pair.iter().collect();
        found.push(Word {
            stem: word.clone(),
            written: word,
        });
    }
}

/// An English word without its ending, so that *grading* is *grades*. A rule of thumb that is the same everywhere, and
/// which leaves words with letters beyond a-z as they are.
fn stem(word: &str) -> String {
    if !word.bytes().all(|letter| letter.is_ascii_lowercase()) || word.len() < 4 {
        return word.to_owned();
    }
    let cut = |word: &str, ending: &str| {
        let rest = word.strip_suffix(ending)?;
        let has_vowel = rest.bytes().any(|letter| b"aeiouy".contains(&letter));
        (rest.len() >= 3 && has_vowel).then(|| rest.to_owned())
    };
    let word = match word {
        _ if ["ss", "us", "is"].iter().any(|kept| word.ends_with(kept)) => word.to_owned(),
        _ => match cut(word, "ies") {
            Some(rest) => format!("{rest}y"),
            None => cut(word, "s").unwrap_or_else(|| word.to_owned()),
        },
    };
    let word =
        match cut(&word, "ing").or_else(|| cut(&word, "ed").filter(|_| !word.ends_with("eed"))) {
            Some(rest) => undoubled(rest),
            None => word,
        };
    // *weekly* is *week*; *family* has no such ending.
    let word = cut(&word, "ly")
        .filter(|rest| !rest.ends_with('i'))
        .unwrap_or(word);
    // *grade* and *grading*, *schedule* and *scheduling*.
    cut(&word, "e").unwrap_or(word)
}

/// *plann* of *planning* is *plan*; *tell* and *miss* stay.
fn undoubled(word: String) -> String {
    let mut last = word.bytes().rev();
    let (one, two) = (last.next(), last.next());
    let is_doubled = one == two && one.is_some_and(|letter| !b"lsz".contains(&letter));
    if is_doubled {
        word.get(..word.len() - 1).unwrap_or(&word).to_owned()
    } else {
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.stem).collect()
    }

    #[test]
    fn words_that_say_nothing_are_left_out() {
        assert!(STOP.is_sorted(), "it is searched by halves");
        assert_eq!(
            stems("How might we give families 3 more ways to see students' grades?"),
            ["family", "student", "grad"]
        );
        assert_eq!(stems("We don't, and it's 2026-11-23."), [] as [&str; 0]);
    }

    #[test]
    fn forms_of_one_word_are_one() {
        for forms in [
            &["grade", "grades", "grading", "graded"][..],
            &["plan", "plans", "planning", "planned"],
            &["family", "families"],
            &["schedule", "schedules", "scheduling"],
            &["meet", "meets", "meeting", "meetings"],
            &["week", "weeks", "weekly"],
        ] {
            let mut stems: Vec<String> = forms.iter().map(|form| stem(form)).collect();
            stems.dedup();
            assert_eq!(stems.len(), 1, "{forms:?}: {stems:?}");
        }
        for (one, other) in [
            ("bus", "bu"),
            ("class", "clas"),
            ("string", "str"),
            ("need", "ne"),
            ("thing", "th"),
        ] {
            assert_ne!(stem(one), other);
        }
    }

    #[test]
    fn other_languages_work_too() {
        assert_eq!(
            stems("L'\u{e9}cole, les \u{e9}l\u{e8}ves; \u{41f}\u{420}\u{41e}\u{415}\u{41a}\u{422}"),
            [
                "\u{e9}cole",
                "les",
                "\u{e9}l\u{e8}ves",
                "\u{43f}\u{440}\u{43e}\u{435}\u{43a}\u{442}"
            ]
        );
        assert_eq!(
            stems("\u{5b66}\u{6821}\u{306e}"),
            ["\u{5b66}\u{6821}", "\u{6821}\u{306e}"]
        );
        // A letter with its mark behind it is one letter.
        assert_eq!(stems("e\u{301}cole"), ["e\u{301}cole"]);
    }
}
