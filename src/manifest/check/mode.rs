//! `mode = …`

use super::context::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Spanned;
use crate::manifest::raw::{ModeTable, ModeValue};
use crate::manifest::spanned::Span;
use crate::manifest::words::Shown;
use crate::mode::{KindModes, Mode, ModeFault, ModeFaultKind, ModePolicy};

pub(super) fn check(check: &mut Check<'_>, value: Spanned<ModeValue>) -> Option<ModePolicy> {
    let span = value.span();
    match value.into_inner() {
        ModeValue::Text(text) => policy(check, &Spanned::new(span, text)),
        ModeValue::Table(table) => kinds(check, table).map(ModePolicy::Kinds),
    }
}

fn policy(check: &mut Check<'_>, text: &Spanned<String>) -> Option<ModePolicy> {
    match ModePolicy::parse(text.get_ref()) {
        Ok(mode) => Some(mode),
        Err(fault) => {
            let span = check.within(text, fault.offset, fault.length);
            check.push(bad_mode(text.get_ref(), span, fault));
            None
        }
    }
}

fn kinds(
    check: &mut Check<'_>,
    ModeTable { file, executable, directory, link }: ModeTable,
) -> Option<KindModes> {
    let defaults = KindModes::default();
    let mut mode = |written: Option<Spanned<String>>, default| match written {
        Some(digits) => digits_of(check, &digits),
        None => Some(default),
    };
    let (file, executable) = (mode(file, defaults.file), mode(executable, defaults.executable));
    let (directory, link) = (mode(directory, defaults.directory), mode(link, defaults.link));
    Some(KindModes { file: file?, executable: executable?, directory: directory?, link: link? })
}

fn digits_of(check: &mut Check<'_>, digits: &Spanned<String>) -> Option<Mode> {
    let mode = Mode::from_octal(digits.get_ref());
    if mode.is_none() {
        let message = format!("`{}` is not a mode of up to six octal digits", Shown(digits.get_ref()));
        let problem = Diagnostic::error(Code::ModeSyntax, message)
            .label(digits.span(), "must be octal digits, at most 177777")
            .help("write octal digits, such as `0644`, or `100644` with the type of the file");
        check.push(problem);
    }
    mode
}

fn bad_mode(text: &str, span: Span, fault: ModeFault) -> Diagnostic {
    let clause = &text[fault.offset..fault.offset + fault.length];
    let help = match fault.kind {
        ModeFaultKind::NoWho => {
            format!("write `a{}`; without `a` chmod would apply the umask", Shown(clause))
        }
        ModeFaultKind::Octal => {
            "write octal digits, such as `0644`, or clauses, such as `go+u,go-w`".to_owned()
        }
        ModeFaultKind::Empty => "write `git`, `keep`, or clauses joined by single commas".to_owned(),
        ModeFaultKind::NoOperator => {
            "a clause is who (`ugoa`), an operator (`+-=`) and permissions, as in `go+u,go-w`".to_owned()
        }
        ModeFaultKind::Permission => "permissions are `r`, `w`, `x`, `X`, `s` and `t`".to_owned(),
        ModeFaultKind::CopyNotAlone => {
            "`u`, `g` or `o` stands alone after its operator; write two clauses, such as `go+u,go-w`"
                .to_owned()
        }
    };
    Diagnostic::error(Code::ModeSyntax, format!("the mode `{}` has {}", Shown(text), fault.kind))
        .label(span, fault.kind.to_string())
        .help(help)
}
