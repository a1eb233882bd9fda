//! `cargo bench -p detente`: each stage and the whole, on articles written for the project.

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use detente_core::document::Article;
use detente_core::pipeline::{Pipeline, STAGES};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The articles whose names begin so.
fn articles(prefix: &str) -> Vec<Article> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/data");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of articles")
        .map(|e| e.expect("an entry").path())
        .filter(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with(prefix)))
        .collect();
    paths.sort();
    let read =
        |path| Article { text: std::fs::read_to_string(path).expect("an article"), ..Article::default() };
    paths.iter().map(read).collect()
}

fn whole(c: &mut Criterion) {
    let pipeline = Pipeline::builtin().expect("the program's own data load");
    for prefix in ["event", "quiet"] {
        let articles = articles(prefix);
        c.bench_function(&format!("read {} {prefix} articles", articles.len()), |b| {
            let read = |articles: Vec<Article>| {
                articles.into_iter().map(|a| pipeline.read(a).events.len()).sum::<usize>()
            };
            b.iter_batched(|| articles.clone(), |a| black_box(read(a)), BatchSize::SmallInput);
        });
    }
}

fn stages(c: &mut Criterion) {
    let pipeline = Pipeline::builtin().expect("the program's own data load");
    let articles = articles("event");
    for stage in STAGES {
        c.bench_function(&format!("stage {}", stage.name), |b| {
            b.iter_custom(|rounds| {
                let mut spent = Duration::ZERO;
                for article in (0..rounds).flat_map(|_| &articles) {
                    let mut since = Instant::now();
                    black_box(pipeline.read_observed(article.clone(), |done| {
                        if done.name == stage.name {
                            spent += since.elapsed();
                        }
                        since = Instant::now();
                    }));
                }
                spent
            });
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(3));
    targets = whole, stages
}
criterion_main!(benches);
