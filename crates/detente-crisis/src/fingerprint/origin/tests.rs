use super::*;
use proptest::prelude::*;

/// A text of which the parts are given: texts that share half of their parts are copies.
fn text(parts: &[u8]) -> Signature {
    let words = |part: &u8| (0..60).map(move |n| format!("p{part}w{n} ")).collect::<String>();
    Signature::of(&parts.iter().map(words).collect::<String>()).expect("long enough")
}

fn day(number: i8) -> Date {
    Date::constant(2020, 3, 1).saturating_add(jiff::Span::new().days(i64::from(number)))
}

/// The origins of articles 0, 1, ... given as days and parts, taken in that order.
fn check(articles: &[(i8, &[u8])], origins: &[u64]) {
    let mut all = Origins::new();
    for (key, (published, parts)) in (0u64..).zip(articles) {
        all.insert(ArticleKey(key), day(*published), text(parts));
    }
    let found: Vec<u64> = (0u64..).take(articles.len()).map(|key| all.of(ArticleKey(key)).0.0).collect();
    assert_eq!(found, origins);
}

#[test]
fn copies_have_the_earliest_for_their_origin() {
    check(&[(2, &[1, 2]), (1, &[1, 2, 3]), (1, &[4, 5])], &[1, 1, 2]);
    // The third joins the first two, which have nothing in common.
    check(&[(1, &[1, 2]), (1, &[3, 4]), (3, &[1, 2, 3, 4])], &[0, 0, 0]);
    check(&[(0, &[1, 2]), (20, &[1, 2])], &[0, 1]);
}

#[test]
fn what_held_two_together_can_go() {
    let mut all = Origins::new();
    all.insert(ArticleKey(1), day(1), text(&[1, 2]));
    all.insert(ArticleKey(2), day(1), text(&[3, 4]));
    let of = |article, from, to| Moved {
        article: ArticleKey(article),
        from: OriginKey(ArticleKey(from)),
        to: OriginKey(ArticleKey(to)),
    };
    assert_eq!(all.insert(ArticleKey(3), day(2), text(&[1, 2, 3, 4])), [of(2, 2, 1)]);
    assert_eq!(all.remove(ArticleKey(3)), [of(2, 1, 2)]);
}

#[test]
fn forgetting_moves_nobody() {
    let mut all = Origins::new();
    all.insert(ArticleKey(1), day(1), text(&[1, 2]));
    all.insert(ArticleKey(2), day(9), text(&[1, 2]));
    all.keep(|article| article == ArticleKey(2));
    let later = text(&[1, 2]);
    let joined = all.joined(day(16), &later);
    assert_eq!(all.unseen(day(16), &joined), []);
    assert_eq!(all.wanted(ArticleKey(3), Some(day(16)), &joined), BTreeSet::new());
    all.insert(ArticleKey(3), day(16), later);
    assert_eq!([2, 3].map(|key| all.of(ArticleKey(key)).0.0), [1, 1]);
    all.forget(ArticleKey(3));
    assert_eq!(all.of(ArticleKey(2)), OriginKey(ArticleKey(1)));
}

/// A ledger of which only what is around an article is here while it is taken in.
#[derive(Default)]
struct Years {
    /// All articles, with their origins.
    known: HashMap<ArticleKey, (Date, Signature, OriginKey)>,
    here: Origins,
}

impl Years {
    fn lay_in(&mut self, is_wanted: impl Fn(ArticleKey, &(Date, Signature, OriginKey)) -> bool) {
        for (key, row) in self.known.iter().filter(|(key, row)| is_wanted(**key, row)) {
            self.here.lay_in(*key, row.0, row.1.clone(), row.2);
        }
    }

    /// Takes an article in, or out where it has no text.
    fn put(&mut self, key: ArticleKey, text: Option<(Date, Signature)>) {
        let days = [self.known.get(&key).map(|row| row.0), text.as_ref().map(|text| text.0)];
        self.here.keep(|_| false);
        self.lay_in(|_, row| days.iter().flatten().any(|day| are_near(*day, row.0)));
        let published = text.as_ref().map(|text| text.0);
        let joined = text.as_ref().map(|(day, text)| self.here.joined(*day, text)).unwrap_or_default();
        let unseen = published.map(|day| self.here.unseen(day, &joined)).unwrap_or_default();
        self.lay_in(|key, _| unseen.contains(&key));
        let wanted = self.here.wanted(key, published, &joined);
        self.lay_in(|_, row| wanted.contains(&row.2));
        self.known.remove(&key);
        let moved = match text {
            Some((day, signature)) => {
                let moved = self.here.insert(key, day, signature.clone());
                self.known.insert(key, (day, signature, self.here.of(key)));
                moved
            }
            None => self.here.remove(key),
        };
        for step in moved {
            let row = self.known.get_mut(&step.article).expect("who moves is known");
            assert_eq!(row.2, step.from);
            row.2 = step.to;
        }
    }
}

proptest! {
    #[test]
    fn the_order_cannot_be_seen(
        articles in prop::collection::vec((0i8..30, prop::collection::vec(0u8..8, 1..4)), 1..16),
        steps in prop::collection::vec((0u8..16, any::<bool>()), 0..24),
    ) {
        let mut all = Origins::new();
        let mut present = BTreeSet::new();
        let mut told = HashMap::new();
        let at = |step: u8| usize::from(step) % articles.len();
        let first = (0..articles.len()).map(|i| (i, true));
        let later = steps.iter().map(|(step, comes)| (at(*step), *comes));
        for (i, comes) in later.clone().chain(first.rev()).chain(later) {
            let (published, parts) = &articles[i];
            let key = ArticleKey(i as u64);
            let moved = if comes {
                present.insert(i);
                all.insert(key, day(*published), text(parts))
            } else {
                present.remove(&i);
                all.remove(key)
            };
            told.insert(key, all.of(key));
            told.extend(moved.iter().map(|m| (m.article, m.to)));
        }
        let mut fresh = Origins::new();
        for i in &present {
            fresh.insert(ArticleKey(*i as u64), day(articles[*i].0), text(&articles[*i].1));
        }
        for i in 0..articles.len() as u64 {
            prop_assert_eq!(all.of(ArticleKey(i)), fresh.of(ArticleKey(i)));
            prop_assert_eq!(told[&ArticleKey(i)], fresh.of(ArticleKey(i)));
        }
    }

    #[test]
    fn of_years_the_days_around_are_enough(
        steps in prop::collection::vec((0u64..14, 0i8..90, prop::collection::vec(0u8..4, 0..3)), 1..60),
    ) {
        let mut years = Years::default();
        let mut present = BTreeMap::new();
        for (key, number, parts) in &steps {
            // Who says nothing is taken back.
            let text = (!parts.is_empty()).then(|| (day(*number), text(parts)));
            years.put(ArticleKey(*key), text.clone());
            match text {
                Some(text) => present.insert(*key, text),
                None => present.remove(key),
            };
        }
        let mut all = Origins::new();
        for (key, (published, signature)) in &present {
            all.insert(ArticleKey(*key), *published, signature.clone());
        }
        for key in present.keys() {
            prop_assert_eq!(years.known[&ArticleKey(*key)].2, all.of(ArticleKey(*key)), "article {}", key);
        }
    }
}
