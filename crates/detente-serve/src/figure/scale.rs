//! From days to places on an axis, and the days at which the axis is labelled.

use jiff::civil::Date;
use jiff::{Span, ToSpan as _, Unit};

/// A stretch of days laid out on a line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DayScale {
    from: Date,
    to: Date,
    left: f32,
    width: f32,
}

/// A labelled day.
pub(crate) struct Tick {
    /// The day.
    pub(crate) day: Date,
    /// What stands there.
    pub(crate) label: String,
}

impl DayScale {
    /// Both days included; at least three days wide, so that one day has room.
    pub(crate) fn new(from: Date, to: Date, left: f32, width: f32) -> Self {
        let (from, to) = if from <= to { (from, to) } else { (to, from) };
        let missing = 3 - days_between(from, to).min(3);
        let from = from.checked_sub(((missing + 1) / 2).days()).unwrap_or(from);
        let to = to.checked_add((missing / 2).days()).unwrap_or(to);
        DayScale { from, to, left, width }
    }

    /// Number of days.
    pub(crate) fn days(&self) -> i32 {
        days_between(self.from, self.to) + 1
    }

    /// Width of a day.
    pub(crate) fn step(&self) -> f32 {
        self.width / self.days() as f32
    }

    /// Where a day begins; days outside are put on the edge.
    pub(crate) fn start(&self, day: Date) -> f32 {
        let day = day.clamp(self.from, self.to);
        self.left + days_between(self.from, day) as f32 * self.step()
    }

    /// The middle of a day.
    pub(crate) fn middle(&self, day: Date) -> f32 {
        self.start(day) + self.step() / 2.0
    }

    /// Whether a day is on the axis.
    pub(crate) fn holds(&self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// Days, weeks, months, quarters or years, so that about ten labels stand.
    pub(crate) fn ticks(&self) -> Vec<Tick> {
        let (step, form): (Span, &str) = match self.days() {
            0..=14 => (1.day(), "%-d %b"),
            15..=30 => (3.days(), "%-d %b"),
            31..=100 => (1.week(), "%-d %b"),
            101..=430 => (1.month(), "%b %Y"),
            431..=1300 => (3.months(), "%b %Y"),
            1301..=5000 => (1.year(), "%Y"),
            _ => (5.years(), "%Y"),
        };
        let mut day = self.first_tick();
        let mut ticks = Vec::new();
        while day <= self.to && ticks.len() < 60 {
            if day >= self.from {
                ticks.push(Tick { day, label: day.strftime(form).to_string() });
            }
            let Ok(next) = day.checked_add(step) else { break };
            day = next;
        }
        ticks
    }

    fn first_tick(&self) -> Date {
        match self.days() {
            0..=30 => self.from,
            31..=100 => {
                let back = self.from.weekday().to_monday_zero_offset();
                self.from.checked_sub(i32::from(back).days()).unwrap_or(self.from)
            }
            101..=1300 => self.from.first_of_month(),
            _ => self.from.first_of_year(),
        }
    }
}

/// Days from one to the other.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    from.until((Unit::Day, to)).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn one_day_has_room_and_many_have_few_labels() {
        let one = DayScale::new(date(2024, 1, 16), date(2024, 1, 16), 0.0, 90.0);
        assert!(one.days() >= 3 && one.middle(date(2024, 1, 16)) > 20.0);
        for days in [5, 20, 60, 300, 1000, 4000, 20000] {
            let from = date(1960, 3, 7);
            let scale = DayScale::new(from, from.saturating_add(days.days()), 10.0, 1000.0);
            let ticks = scale.ticks();
            assert!((3..=18).contains(&ticks.len()), "{days} days: {} labels", ticks.len());
            assert!(ticks.iter().all(|t| scale.holds(t.day)));
        }
    }
}
