//! T13: texts in every encoding that news comes in, and that what the reader makes of them slices them.

use super::{STORY, folder, page, read, sound};
use detente_core::pipeline::Pipeline;
use encoding_rs::Encoding;

const FRENCH: &str = "Le ministère des Affaires étrangères a annoncé mardi qu’il avait rappelé son ambassadeur après les tirs \
contre la ville frontalière. « Nous n’avons pas été prévenus », a déclaré le gouverneur, dont la résidence a été touchée. \
Les deux pays doivent néanmoins reprendre leurs négociations dès la semaine prochaine à Genève.";
const GERMAN: &str = "Das Außenministerium hat am Dienstag seinen Botschafter zurückgerufen, nachdem Geschosse in der Grenzstadt \
eingeschlagen waren. Der Bürgermeister erklärte, es habe keine Verletzten gegeben. Über die Gespräche, die nächste Woche \
beginnen sollten, äußerte sich niemand.";
const SPANISH: &str = "El Ministerio de Asuntos Exteriores anunció el martes que había llamado a consultas a su embajador. «No \
fuimos avisados», señaló el gobernador de la región, donde cayeron los proyectiles. Las negociaciones continuarán el próximo \
año, según un portavoz español.";
const POLISH: &str = "Ministerstwo Spraw Zagranicznych odwołało we wtorek swojego ambasadora po ostrzale przygranicznego \
miasteczka. Żaden z mieszkańców nie został ranny, powiedział burmistrz. Rozmowy o moście miały się rozpocząć w przyszłym \
tygodniu, lecz nie wiadomo, czy się odbędą, ponieważ obie strony wciąż się oskarżają.";
const CZECH: &str = "Ministerstvo zahraničí v úterý odvolalo svého velvyslance poté, co střely dopadly na pohraniční město. \
Nikdo nebyl zraněn, řekl starosta. Jednání o novém mostě měla začít příští týden, ale není jasné, zda k nim vůbec dojde, \
protože obě země se navzájem obviňují.";
const RUSSIAN: &str = "Министерство иностранных дел во вторник отозвало своего посла после обстрела приграничного города. Никто не \
пострадал, сообщил губернатор. Переговоры о новом мосте должны были начаться на следующей неделе, однако состоятся ли они, \
представитель министерства не сказал.";
const UKRAINIAN: &str = "Міністерство закордонних справ у вівторок відкликало свого посла після обстрілу прикордонного міста. Ніхто не \
постраждав, повідомив губернатор. Переговори про новий міст мали розпочатися наступного тижня, але чи відбудуться вони, \
речник міністерства не сказав. Її країна їх не визнає.";
const GREEK: &str = "Το υπουργείο Εξωτερικών ανακάλεσε την Τρίτη τον πρέσβη του μετά τον βομβαρδισμό της συνοριακής πόλης. Κανείς δεν \
τραυματίστηκε, δήλωσε ο κυβερνήτης. Οι συνομιλίες για τη νέα γέφυρα επρόκειτο να αρχίσουν την επόμενη εβδομάδα.";
const TURKISH: &str = "Dışişleri Bakanlığı, sınır kasabasına düşen top mermilerinin ardından büyükelçisini salı günü geri çağırdı. Vali, \
yaralanan olmadığını söyledi. Yeni köprü için görüşmelerin gelecek hafta başlaması bekleniyordu, ancak bakanlık bunun gerçekleşip \
gerçekleşmeyeceğini açıklamadı.";
const HEBREW: &str = "משרד החוץ החזיר ביום שלישי את שגרירו לאחר שפגזים נפלו בעיירת הגבול. איש לא נפגע, אמר ראש העיר. השיחות על \
הגשר החדש היו אמורות להתחיל בשבוע הבא, אך לא ברור אם יתקיימו.";
const ARABIC: &str = "استدعت وزارة الخارجية يوم الثلاثاء سفيرها بعد سقوط قذائف على البلدة الحدودية. وقال المحافظ إن أحدا لم يصب. وكان من \
المقرر أن تبدأ المحادثات حول الجسر الجديد في الأسبوع المقبل، لكن الوزارة لم تقل ما إذا كانت ستعقد.";
const LITHUANIAN: &str = "Užsienio reikalų ministerija antradienį atšaukė savo ambasadorių po to, kai sviediniai nukrito ant pasienio \
miestelio. Niekas nebuvo sužeistas, sakė meras. Derybos dėl naujojo tilto turėjo prasidėti kitą savaitę, tačiau neaišku, ar jos įvyks.";
const CHINESE: &str = "外交部星期二宣布，在炮弹落在边境小镇之后，已召回驻该国大使。镇长说，没有人受伤。双方原定下周开始就新桥举行会谈，但外交部没有说明会谈是否\
仍将举行。军方发言人否认部队曾经开火，并说两国指挥官已通过电话交谈。";
const TAIWANESE: &str = "外交部星期二宣布，在砲彈落在邊境小鎮之後，已召回駐該國大使。鎮長說，沒有人受傷。雙方原定下週開始就新橋舉行會談，但外交部沒有說明會談是否\
仍將舉行。軍方發言人否認部隊曾經開火，並說兩國指揮官已透過電話交談。";
const JAPANESE: &str = "外務省は火曜日、国境の町に砲弾が落ちたことを受けて、大使を召還したと発表した。町長によると、けが人はいなかった。新しい橋についての\
協議は来週始まる予定だったが、開かれるかどうかは明らかにしていない。軍の報道官は発砲を否定した。";
const KOREAN: &str = "외무부는 국경 마을에 포탄이 떨어진 뒤 화요일 자국 대사를 소환했다고 밝혔다. 시장은 다친 사람이 없다고 말했다. 새 다리에 관한 회담은 \
다음 주에 시작될 예정이었지만 열릴지는 분명하지 않다. 군 대변인은 사격한 사실을 부인했다.";

/// A text in an encoding by its label.
fn encoded(text: &str, label: &str) -> Vec<u8> {
    let encoding = Encoding::for_label(label.as_bytes()).expect("a known encoding");
    let (bytes, _, is_lossy) = encoding.encode(text);
    assert!(!is_lossy, "{label} has no signs for this text");
    bytes.into_owned()
}

fn utf_16(text: &str, is_big: bool, has_mark: bool) -> Vec<u8> {
    let mark = has_mark.then_some(0xfeff);
    let bytes = |unit: u16| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() };
    mark.into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
}

/// The name of a file, its bytes, and the text that should come out; none where it should be refused.
type Case = (String, Vec<u8>, Option<String>);

fn plain() -> Vec<Case> {
    let legacy = [
        (FRENCH, "windows-1252"),
        (GERMAN, "windows-1252"),
        (SPANISH, "windows-1252"),
        (POLISH, "windows-1250"),
        (CZECH, "iso-8859-2"),
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "ibm866"),
        (RUSSIAN, "iso-8859-5"),
        (UKRAINIAN, "koi8-u"),
        (UKRAINIAN, "windows-1251"),
        (GREEK, "windows-1253"),
        (GREEK, "iso-8859-7"),
        (TURKISH, "windows-1254"),
        (HEBREW, "windows-1255"),
        (ARABIC, "windows-1256"),
        (LITHUANIAN, "windows-1257"),
        (CHINESE, "gb18030"),
        (CHINESE, "gbk"),
        (TAIWANESE, "big5"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc-jp"),
        (KOREAN, "euc-kr"),
    ];
    let legacy = legacy.map(|(text, label)| (label.to_owned(), encoded(text, label), Some(text.to_owned())));
    let unicode = [
        ("utf-8", RUSSIAN.as_bytes().to_vec(), RUSSIAN),
        ("utf-8-mark", [b"\xef\xbb\xbf", JAPANESE.as_bytes()].concat(), JAPANESE),
        ("utf-16le-mark", utf_16(CHINESE, false, true), CHINESE),
        ("utf-16be-mark", utf_16(ARABIC, true, true), ARABIC),
        ("utf-16le", utf_16(STORY, false, false), STORY),
        ("utf-16be", utf_16(FRENCH, true, false), FRENCH),
    ];
    let unicode = unicode.map(|(name, bytes, text)| (name.to_owned(), bytes, Some(text.to_owned())));
    let numbered = |(at, (name, bytes, text)): (usize, Case)| (format!("{at:02}-{name}.txt"), bytes, text);
    legacy.into_iter().chain(unicode).enumerate().map(numbered).collect()
}

fn broken() -> Vec<Case> {
    let cut = &KOREAN.as_bytes()[..KOREAN.len() - 2];
    let without_last: String = KOREAN.chars().take(KOREAN.chars().count() - 1).collect();
    let pasted = [GERMAN.as_bytes(), b" Caf\xe9", GERMAN.as_bytes()].concat();
    vec![
        ("cut.txt".into(), cut.to_vec(), Some(format!("{without_last}\u{fffd}"))),
        ("pasted.txt".into(), pasted, Some(format!("{GERMAN} Caf\u{fffd}{GERMAN}"))),
        ("nul.txt".into(), [STORY.as_bytes(), b"\0\0"].concat(), None),
        ("marks.txt".into(), b"\xef\xbb\xbf".to_vec(), None),
        (
            "line.jsonl".into(),
            encoded(&format!("{{\"text\": \"{FRENCH}\"}}\n"), "windows-1252"),
            Some(FRENCH.into()),
        ),
        (
            "wide.jsonl".into(),
            utf_16(&format!("{{\"text\": \"{GREEK}\"}}\n"), false, true),
            Some(GREEK.into()),
        ),
    ]
}

/// Pages whose label is right, wrong, or missing.
fn labelled() -> Vec<Case> {
    let page =
        |text: &str, label: &str| page(text).replace("<head>", &format!("<head><meta charset={label}>"));
    vec![
        ("right.html".into(), encoded(&page(RUSSIAN, "koi8-r"), "koi8-r"), Some(RUSSIAN.into())),
        ("really-utf-8.html".into(), page(RUSSIAN, "windows-1251").into_bytes(), Some(RUSSIAN.into())),
        ("not-utf-8.html".into(), encoded(&page(POLISH, "utf-8"), "windows-1250"), Some(POLISH.into())),
        ("no-such.html".into(), page(GREEK, "klingon").into_bytes(), Some(GREEK.into())),
        ("none.html".into(), encoded(&super::page(SPANISH), "windows-1252"), Some(SPANISH.into())),
    ]
}

#[test]
fn t13_forty_files_in_every_encoding() {
    let cases: Vec<Case> = [plain(), broken(), labelled()].concat();
    assert_eq!(cases.len(), 40);
    // Without its first look, which would pass over what is no English news.
    let reader = Pipeline::builtin().expect("the program's own data load").thorough();
    let mut wrong = Vec::new();
    for (name, bytes, expected) in &cases {
        let folder = folder(&[(name, bytes)]);
        let items = read(&[folder.path().join(name)]);
        assert_eq!(items.len(), 1, "{name}");
        let text =
            items[0].as_ref().ok().map(|item| item.article.text.trim_start_matches('\u{feff}').to_owned());
        if let Ok(item) = &items[0] {
            // Whatever the letters turned out to be, what is read of them slices them.
            sound::check(&reader.read(item.article.clone()));
        }
        if text != *expected {
            wrong.push(format!("{name}: {:?}", text.map(|t| t.chars().take(60).collect::<String>())));
        }
    }
    // Two may go wrong: some encodings differ in so few signs that nobody can tell.
    assert!(wrong.len() <= 2, "{wrong:#?}");
}
