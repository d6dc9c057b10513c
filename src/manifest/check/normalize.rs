//! `[normalize]`.

use super::context::Check;
use super::git_dialect::Use;
use super::{names, time};
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::Owner;
use crate::glob::Anchor;
use crate::manifest::Normalize;
use crate::manifest::Spanned;
use crate::manifest::raw;
use crate::manifest::spanned::Span;
use crate::manifest::words::Shown;
use crate::mode::{ModeFault, ModeFaultKind, ModePolicy};
use crate::path::Order;

pub(super) fn check(check: &mut Check<'_>, raw: raw::Normalize, git_dialect: &Use) -> Option<Normalize> {
    let defaults = Defaults::of(git_dialect);
    let mtime = time::check(check, raw.mtime);
    let newer = check.patterns(raw.newer.unwrap_or_default(), Anchor::Top);
    let owner = match raw.owner {
        Some(owner) => self::owner(check, owner.into_inner()),
        None => Some(defaults.owner),
    };
    let mode = match raw.mode {
        Some(text) => mode(check, &text),
        None => Some(defaults.mode),
    };
    Some(Normalize {
        order: raw.order.map_or(defaults.order, |word| order(*word.get_ref())),
        mtime: mtime?,
        newer: newer?,
        owner: owner?,
        mode: mode?,
    })
}

/// The values of keys that the manifest does not set.
struct Defaults {
    order: Order,
    owner: Owner,
    mode: ModePolicy,
}

impl Defaults {
    /// Where every archive has the dialect `git`, what that dialect writes, so that the plan says
    /// what the archives show.
    fn of(git_dialect: &Use) -> Self {
        match git_dialect {
            // The dialect ignores owner and modes of the plan. A plan with other values would
            // describe archives that are never written.
            Use::All(_) => Self { order: Order::Git, owner: Owner::root(), mode: ModePolicy::GitArchive },
            Use::None | Use::Some(..) => {
                Self { order: Order::default(), owner: Owner::default(), mode: ModePolicy::default() }
            }
        }
    }
}

fn order(word: raw::Order) -> Order {
    match word {
        raw::Order::GnuName => Order::GnuName,
        raw::Order::Bytes => Order::Bytes,
        raw::Order::Git => Order::Git,
    }
}

fn owner(check: &mut Check<'_>, raw: raw::Owner) -> Option<Owner> {
    let mut name = |name: Option<Spanned<String>>, key| match name {
        Some(name) => names::owner(check, name, key),
        None => Some(String::new()),
    };
    let (user, group) = (name(raw.user, "owner.user"), name(raw.group, "owner.group"));
    let number = |id: Option<Spanned<raw::OwnerId>>| id.map_or(0, |id| id.get_ref().0);
    Some(Owner { uid: number(raw.uid), gid: number(raw.gid), user: user?.into(), group: group?.into() })
}

fn mode(check: &mut Check<'_>, text: &Spanned<String>) -> Option<ModePolicy> {
    match ModePolicy::parse(text.get_ref()) {
        Ok(mode) => Some(mode),
        Err(fault) => {
            let span = check.within(text, fault.offset, fault.length);
            check.push(bad_mode(text.get_ref(), span, fault));
            None
        }
    }
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
