//! Two builds compared: which archives and members differ, why, and what in the manifest lets it through.

use std::path::Path;

use super::input::{VaryFailure, VaryInput};
use super::job::ChildArchive;
use super::process::VariedBuild;
use crate::container::inventory::Inventory;
use crate::container::visitor::NoBodies;
use crate::diff::{self, CauseKind, Changed, Detail, Side};
use crate::ops::archive;
use crate::ops::steering::MOST_DETAILS;
use crate::progress::Silent;
use crate::vary::{ArchivePair, BuildDifference, GeneratedMembers, MemberNames, without};

/// A build, and the base that it is compared with.
#[derive(Clone, Copy)]
pub struct BuildPair<'a> {
    pub base: &'a VariedBuild,
    pub other: &'a VariedBuild,
}

impl<'a> BuildPair<'a> {
    /// Whether both archives are compressed, and so compared whole.
    fn is_whole(self) -> bool {
        self.base.full && self.other.full
    }

    /// The archives that are not the same.
    fn unequal(self) -> Vec<UnequalArchive<'a>> {
        let is_same = |one: &ChildArchive, other: &ChildArchive| {
            one.file == other.file
                && one.tar_digest == other.tar_digest
                // A build that only stored its files has other compressed bytes, and the tar inside
                // is the same.
                && (!self.is_whole() || one.digest == other.digest)
        };
        let pairs = self.base.archives.iter().zip(&self.other.archives);
        let unequal = pairs.filter(|(one, other)| !is_same(one, other));
        unequal.map(|(one, other)| UnequalArchive { builds: self, one, other }).collect()
    }

    /// The members that differ; `None` if every byte is the same. Archives can differ without one.
    pub fn differing(self) -> Result<Option<MemberNames>, VaryFailure> {
        let unequal = self.unequal();
        let mut members = MemberNames::new();
        for archive in &unequal {
            let (left, right) = archive.read()?;
            members.extend(ArchivePair { left: &left, right: &right }.differing_members());
        }
        Ok((!unequal.is_empty()).then_some(members))
    }

    /// Explains how the builds differ, except for members that differ `anyway`.
    pub fn explain(
        self,
        input: &VaryInput<'_>,
        anyway: &MemberNames,
    ) -> Result<Vec<BuildDifference>, VaryFailure> {
        let mut reported: Vec<BuildDifference> = Vec::new();
        for archive in self.unequal() {
            let found = archive.explain(input, anyway)?;
            let same = reported
                .iter_mut()
                .find(|reported| (reported.verdict, &reported.causes) == (found.verdict, &found.causes));
            match same {
                Some(reported) => reported.archives.extend(found.archives),
                None => reported.push(found),
            }
        }
        Ok(reported)
    }

    /// Members that steps made, in either build.
    fn generated(self) -> GeneratedMembers {
        let mut all = self.base.generated.clone();
        all.extend(self.other.generated.clone());
        all
    }
}

/// The same archive of two builds, with different bytes.
struct UnequalArchive<'a> {
    builds: BuildPair<'a>,
    one: &'a ChildArchive,
    other: &'a ChildArchive,
}

impl UnequalArchive<'_> {
    fn read(&self) -> Result<(Inventory, Inventory), VaryFailure> {
        let read = |path: &Path| archive::read(path, &mut NoBodies, &Silent);
        let BuildPair { base, other } = self.builds;
        Ok((read(&base.path(self.one))?, read(&other.path(self.other))?))
    }

    fn explain(&self, input: &VaryInput<'_>, anyway: &MemberNames) -> Result<BuildDifference, VaryFailure> {
        let (left, right) = self.read()?;
        let side = |inventory: &Inventory| Side::Archive(Box::new(without(inventory, anyway)));
        let mut difference = diff::compare(&side(&left), &side(&right));
        if !self.builds.is_whole() {
            difference.causes.retain(|cause| cause.cause != CauseKind::Compression);
        }
        let pair = ArchivePair { left: &left, right: &right };
        let mut members = pair.differing_members();
        members.retain(|name| !anyway.contains(name));
        let manifest = &input.loaded.manifest;
        Ok(BuildDifference {
            archives: vec![self.one.file.clone()],
            verdict: difference.verdict,
            causes: difference.causes,
            details: self.details(pair, anyway)?,
            blame: pair.blame(&members, &self.builds.generated(), manifest, &input.loaded.text),
        })
    }

    /// How the first files differ.
    fn details(&self, pair: ArchivePair<'_>, anyway: &MemberNames) -> Result<Vec<Detail>, VaryFailure> {
        let changed: Vec<(Changed, String)> = pair.changed_files(anyway).take(MOST_DETAILS).collect();
        let BuildPair { base, other } = self.builds;
        let (left, right) = (base.path(self.one), other.path(self.other));
        Ok(diff::details(
            &changed,
            &|wanted, visitor| archive::revisit(&left, wanted, visitor),
            &|wanted, visitor| archive::revisit(&right, wanted, visitor),
        )?)
    }
}
