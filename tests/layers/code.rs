//! The code of a source file: what is left without tests and comments, and which names it uses.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Item, Stmt};

/// The code of a file, without all that only tests compile, wherever it stands.
pub fn parse(text: &str) -> syn::File {
    let mut file = syn::parse_file(text).expect("a source file is Rust");
    WithoutTests.visit_file_mut(&mut file);
    file
}

/// The code on one line, without blanks, comments and documentation.
pub fn dense(text: &str) -> String {
    let mut file = parse(text);
    WithoutDocs.visit_file_mut(&mut file);
    file.into_token_stream().to_string().split_whitespace().collect()
}

/// Whether the attributes switch the item off where no tests are compiled: `#[cfg(test)]`, or `test` as one
/// of the conditions of `all`.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
        .any(|attribute| attribute.parse_args::<syn::Meta>().is_ok_and(|condition| needs_test(&condition)))
}

fn needs_test(condition: &syn::Meta) -> bool {
    let all = |list: &syn::MetaList| {
        let parser = syn::punctuated::Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated;
        list.path.is_ident("all") && list.parse_args_with(parser).is_ok_and(|all| all.iter().any(needs_test))
    };
    match condition {
        syn::Meta::Path(path) => path.is_ident("test"),
        syn::Meta::List(list) => all(list),
        syn::Meta::NameValue(_) => false,
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn attributes_of_member(member: &syn::ImplItem) -> &[Attribute] {
    match member {
        syn::ImplItem::Const(item) => &item.attrs,
        syn::ImplItem::Fn(item) => &item.attrs,
        syn::ImplItem::Macro(item) => &item.attrs,
        syn::ImplItem::Type(item) => &item.attrs,
        _ => &[],
    }
}

struct WithoutTests;

impl VisitMut for WithoutTests {
    fn visit_file_mut(&mut self, file: &mut syn::File) {
        file.items.retain(|item| !is_test(attributes(item)));
        visit_mut::visit_file_mut(self, file);
    }

    fn visit_item_mod_mut(&mut self, module: &mut syn::ItemMod) {
        if let Some((_, items)) = &mut module.content {
            items.retain(|item| !is_test(attributes(item)));
        }
        visit_mut::visit_item_mod_mut(self, module);
    }

    fn visit_item_impl_mut(&mut self, block: &mut syn::ItemImpl) {
        block.items.retain(|member| !is_test(attributes_of_member(member)));
        visit_mut::visit_item_impl_mut(self, block);
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        block.stmts.retain(|statement| match statement {
            Stmt::Item(item) => !is_test(attributes(item)),
            Stmt::Local(local) => !is_test(&local.attrs),
            Stmt::Macro(invoked) => !is_test(&invoked.attrs),
            Stmt::Expr(..) => true,
        });
        visit_mut::visit_block_mut(self, block);
    }
}

struct WithoutDocs;

impl VisitMut for WithoutDocs {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        attributes.retain(|attribute| !attribute.path().is_ident("doc"));
    }
}

/// What an import brings into a module.
pub struct Import {
    /// Without the last segment where that is `*`.
    pub path: Vec<String>,
    /// The name that it gets here; `None` for `*`.
    pub name: Option<String>,
    /// `pub use`: it is for other modules, and no sign that this one needs it.
    pub is_exported: bool,
}

/// What the code of one module names: not that of the modules within it.
#[derive(Default)]
pub struct Names {
    pub imports: Vec<Import>,
    pub paths: Vec<Vec<String>>,
}

pub fn names(items: &[Item]) -> Names {
    let mut names = Names::default();
    items.iter().filter(|item| !matches!(item, Item::Mod(_))).for_each(|item| names.visit_item(item));
    names
}

impl<'code> Visit<'code> for Names {
    fn visit_item_use(&mut self, item: &'code syn::ItemUse) {
        let is_exported = !matches!(item.vis, syn::Visibility::Inherited);
        let mut stack = vec![(Vec::new(), &item.tree)];
        while let Some((mut path, tree)) = stack.pop() {
            match tree {
                syn::UseTree::Path(next) => {
                    path.push(next.ident.to_string());
                    stack.push((path, &next.tree));
                }
                syn::UseTree::Group(group) => {
                    stack.extend(group.items.iter().map(|tree| (path.clone(), tree)));
                }
                syn::UseTree::Glob(_) => self.imports.push(Import { path, name: None, is_exported }),
                syn::UseTree::Name(last) => {
                    let last = last.ident.to_string();
                    let name = if last == "self" { path.last().cloned() } else { Some(last.clone()) };
                    path.extend((last != "self").then_some(last));
                    self.imports.push(Import { path, name, is_exported });
                }
                syn::UseTree::Rename(last) => {
                    let from = last.ident.to_string();
                    path.extend((from != "self").then_some(from));
                    self.imports.push(Import { path, name: Some(last.rename.to_string()), is_exported });
                }
            }
        }
    }

    fn visit_path(&mut self, path: &'code syn::Path) {
        self.paths.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, invoked: &'code syn::Macro) {
        self.paths_in(invoked.tokens.clone());
        visit::visit_macro(self, invoked);
    }

    fn visit_attribute(&mut self, attribute: &'code Attribute) {
        if let syn::Meta::List(list) = &attribute.meta {
            self.paths_in(list.tokens.clone());
        }
    }
}

impl Names {
    /// The arguments of a macro are not parsed: every chain of names joined by `::` in them is a path.
    fn paths_in(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.paths.extend((!path.is_empty()).then(|| std::mem::take(&mut path)));
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(sign) if sign.as_char() == ':' => colons += 1,
                other => {
                    self.paths.extend((!path.is_empty()).then(|| std::mem::take(&mut path)));
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.paths_in(group.stream());
                    }
                }
            }
        }
        self.paths.extend((!path.is_empty()).then_some(path));
    }
}
