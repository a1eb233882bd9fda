//! The neural reader: its weights loaded once, run on one window of words at a time.
//!
//! In: the words of a [`Window`]. Out: the network's [`Scores`] for each of them. One window is one run: the int8
//! network scales its activations by the largest of a run, so that a window read beside others could come out
//! differently, and the same text must give the same bytes whatever else is read.

use std::sync::Arc;

use detente_data::{EventType, Status, model};
use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value};
use serde::Deserialize;

use super::act::{Role, When};
use super::lemma::Script;
use super::name::NameTag;
use super::relation::Relation;
use super::tag::Upos;
use super::window::Window;
use super::wordpiece::WordPieces;

/// Why the reader's model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The network does not load.
    #[error("the model does not load: {0}")]
    Load(#[from] rten::LoadError),
    /// Its labels are no JSON of the known form.
    #[error("the model's labels do not parse: {0}")]
    Labels(#[from] serde_json::Error),
    /// An input or output is missing.
    #[error("the model lacks its part {0:?}")]
    Part(&'static str),
}

/// What the outputs' indices stand for, as written beside the weights.
#[derive(Debug, Deserialize)]
struct LabelFile {
    upos: Vec<String>,
    deprel: Vec<String>,
    lemma: Vec<String>,
    names: Vec<String>,
    acts: Vec<String>,
    modes: Vec<String>,
    statuses: Vec<String>,
    roles: Vec<String>,
    /// Older weights lack it.
    #[serde(default)]
    when: Vec<String>,
}

/// What the outputs' indices stand for.
#[derive(Debug)]
pub(crate) struct Labels {
    pub(crate) upos: Vec<Upos>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) lemmas: Vec<Script>,
    pub(crate) names: Vec<NameTag>,
    /// Types of acts; index 0 of the scores is none.
    pub(crate) kinds: Vec<EventType>,
    /// Names of modes; index 0 of the scores is none.
    pub(crate) modes: Vec<String>,
    pub(crate) statuses: Vec<Status>,
    pub(crate) roles: Vec<Option<Role>>,
    pub(crate) when: Vec<Option<When>>,
}

impl Labels {
    /// How many scores a word has as one that may tell an act.
    pub(crate) fn act_width(&self) -> usize {
        self.kinds.len() + 1 + self.modes.len() + 1 + self.statuses.len() + self.when.len()
    }
}

/// The network with its vocabulary and labels; shared by all threads.
pub struct Reader {
    network: Model,
    inputs: [NodeId; 4],
    outputs: [NodeId; 10],
    /// What passes between two marked parties; older weights lack it.
    marked: Option<NodeId>,
    labeller: Model,
    label_inputs: [NodeId; 2],
    label_output: NodeId,
    pub(crate) pieces: WordPieces,
    pub(crate) labels: Labels,
}

/// What the network says of a window, row by row of its words.
#[derive(Debug, Default)]
pub(crate) struct Scores {
    /// Whether each word ends its sentence, as a logit.
    pub(crate) ends: Vec<f32>,
    pub(crate) upos: Vec<f32>,
    pub(crate) lemmas: Vec<f32>,
    pub(crate) names: Vec<f32>,
    /// For each word a row of heads: the root, then the words.
    pub(crate) arcs: Vec<f32>,
    /// For each word its vector as a dependent.
    pub(crate) dependents: Vec<f32>,
    /// For the root, then each word, its vector as a head.
    pub(crate) heads: Vec<f32>,
    /// For each word whether it tells an act, of which type and mode, with which status, and what dates it.
    pub(crate) acts: Vec<f32>,
    /// For each word its vector as one with a part in an act.
    pub(crate) role_keys: Vec<f32>,
    /// For each word and role the vector that finds the words with that role in the act it tells, and a bias.
    pub(crate) role_queries: Vec<f32>,
}

/// The network's outputs in the order of [`Scores`].
const OUTPUTS: [&str; 10] =
    ["sent", "upos", "lemma", "names", "arcs", "dep_vec", "head_vec", "acts", "role_key", "role_query"];

thread_local! {
    // Work is spread over articles, one thread each; a run of its own must not wait for another thread's.
    static ONE_THREAD: Arc<ThreadPool> = Arc::new(ThreadPool::with_num_threads(1));
}

fn one_thread() -> RunOptions {
    RunOptions::default().with_thread_pool(Some(ONE_THREAD.with(Arc::clone)))
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("parameters", &self.network.total_params()).finish_non_exhaustive()
    }
}

impl Reader {
    /// The reader whose weights ship with the program.
    pub fn builtin() -> Result<Self, ModelError> {
        let load = |bytes: &'static [u8]| options().load_static_slice(bytes);
        Self::assemble(
            load(model::reader())?,
            load(model::label())?,
            model::labels_json(),
            model::vocabulary(),
        )
    }

    /// A reader from the four files of a model: network, labeller, labels and vocabulary.
    pub fn load(
        network: Vec<u8>,
        labeller: Vec<u8>,
        labels_json: &str,
        vocabulary: &str,
    ) -> Result<Self, ModelError> {
        Self::assemble(options().load(network)?, options().load(labeller)?, labels_json, vocabulary)
    }

    fn assemble(network: Model, labeller: Model, labels: &str, vocabulary: &str) -> Result<Self, ModelError> {
        let file: LabelFile = serde_json::from_str(labels)?;
        let node = |model: &Model, name: &'static str| model.find_node(name).ok_or(ModelError::Part(name));
        let [a, b, c, d] = ["ids", "shapes", "mask", "first"].map(|name| node(&network, name));
        let inputs = [a?, b?, c?, d?];
        let mut outputs = [inputs[0]; 10];
        for (output, name) in outputs.iter_mut().zip(OUTPUTS) {
            *output = node(&network, name)?;
        }
        let marked = network.find_node("pair");
        let label_inputs = [node(&labeller, "dep")?, node(&labeller, "head")?];
        let label_output = node(&labeller, "labels")?;
        let labels = Labels {
            upos: file.upos.iter().map(|name| Upos::parse(name)).collect(),
            relations: file.deprel.iter().map(|name| Relation::parse(name)).collect(),
            lemmas: file.lemma.iter().map(|script| Script::parse(script)).collect(),
            names: file.names.iter().map(|name| NameTag::parse(name)).collect(),
            kinds: file.acts.iter().filter_map(|name| name.parse().ok()).collect(),
            modes: file.modes,
            statuses: file.statuses.iter().filter_map(|name| name.parse().ok()).collect(),
            roles: file.roles.iter().map(|name| Role::parse(name)).collect(),
            when: file.when.iter().map(|name| When::parse(name)).collect(),
        };
        let pieces = WordPieces::parse(vocabulary).ok_or(ModelError::Part("vocabulary"))?;
        Ok(Reader { network, inputs, outputs, marked, labeller, label_inputs, label_output, pieces, labels })
    }

    /// Runs the network on a window; none where it fails, which it does on no input known to us.
    pub(crate) fn score(&self, window: &Window) -> Option<Scores> {
        let values = self.run(window, self.outputs)?;
        let mut flat = values.into_iter().map(into_floats);
        let scores = Scores {
            ends: flat.next()??,
            upos: flat.next()??,
            lemmas: flat.next()??,
            names: flat.next()??,
            arcs: flat.next()??,
            dependents: flat.next()??,
            heads: flat.next()??,
            acts: flat.next()??,
            role_keys: flat.next()??,
            role_queries: flat.next()??,
        };
        // Labels that do not belong to these weights must not be read past their rows.
        let (words, labels) = (window.first.len(), &self.labels);
        let fits = scores.ends.len() == words
            && scores.upos.len() == words * labels.upos.len()
            && scores.lemmas.len() == words * labels.lemmas.len()
            && scores.names.len() == words * labels.names.len()
            && scores.arcs.len() == words * (words + 1)
            && scores.heads.len() * words == scores.dependents.len() * (words + 1)
            && scores.acts.len() == words * labels.act_width();
        fits.then_some(scores)
    }

    /// Runs the network on a window in which two parties are marked: for each word a row of what it says as one of the
    /// source's words, types and modes, and as one of the target's.
    pub(crate) fn score_marked(&self, window: &Window) -> Option<Vec<f32>> {
        let [scores] = self.run(window, [self.marked?])?;
        let labels = &self.labels;
        let scores = into_floats(scores)?;
        let width = 2 * (labels.kinds.len() + labels.modes.len() + 2);
        (scores.len() == window.first.len() * width).then_some(scores)
    }

    fn run<const N: usize>(&self, window: &Window, outputs: [NodeId; N]) -> Option<[Value; N]> {
        let pieces = window.ids.len();
        let inputs = [
            Value::from_shape([1, pieces], window.ids.clone()).ok()?,
            Value::from_shape([1, pieces], window.shapes.clone()).ok()?,
            Value::from_shape([1, 1, 1, pieces], vec![0f32; pieces]).ok()?,
            Value::from_shape([1, window.first.len()], window.first.clone()).ok()?,
        ];
        let inputs = self.inputs.into_iter().zip(inputs).map(|(id, value)| (id, value.into())).collect();
        self.network.run_n(inputs, outputs, Some(one_thread())).ok()
    }

    /// The scores of all relations for each of `arcs` pairs of vectors, row by row.
    pub(crate) fn label(&self, dependents: Vec<f32>, heads: Vec<f32>, arcs: usize) -> Option<Vec<f32>> {
        if arcs == 0 {
            return Some(Vec::new());
        }
        let width = dependents.len() / arcs;
        let inputs = vec![
            (self.label_inputs[0], Value::from_shape([arcs, width], dependents).ok()?.into()),
            (self.label_inputs[1], Value::from_shape([arcs, width], heads).ok()?.into()),
        ];
        let [labels] = self.labeller.run_n(inputs, [self.label_output], Some(one_thread())).ok()?;
        into_floats(labels)
    }
}

fn options() -> ModelOptions {
    let mut options = ModelOptions::with_all_ops();
    options.prepack_weights(true);
    options
}

fn into_floats(value: Value) -> Option<Vec<f32>> {
    value.into_tensor::<f32>().map(rten_tensor::Tensor::into_data)
}
