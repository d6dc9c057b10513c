//! What `docs/commits.md` says about commits as the source: each sentence has its tests, and they are there.
#![allow(clippy::disallowed_methods, reason = "tests read the project's files, and start the program")]

use crate::manual::page;
use crate::support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::{file, git, has_git, pkgr, stdout, temp_dir, text};

/// How a paragraph of the page begins, and the tests of what it says.
const CLAIMS: &[(&str, &[&str])] = &[
    (
        "No git, no checkout.",
        &[
            "bare_linked_and_sparse_repositories_give_the_same_plan",
            "tags_branches_and_ids_lead_to_their_commit_packed_or_loose",
            "a_repository_of_long_ids_is_read_as_any_other",
            "a_damaged_loose_object_of_every_kind_is_rejected",
            "a_byte_changed_anywhere_in_a_pack_never_changes_a_file",
            "both_official_files_from_the_objects_alone_whatever_the_settings",
        ],
    ),
    (
        "No configuration.",
        &[
            "no_setting_of_the_user_the_repository_or_the_environment_changes_a_byte",
            "replaced_objects_and_grafts_are_ignored",
            "a_commit_graph_is_not_asked",
        ],
    ),
    (
        "Nothing is fetched.",
        &[
            "a_shallow_clone_is_enough_for_the_files_and_not_for_the_history",
            "a_partial_clone_names_what_it_lacks_and_the_command_that_fetches_it",
        ],
    ),
    (
        "Unambiguous names.",
        &[
            "a_name_that_does_not_exist_is_reported_with_a_next_step",
            "a_name_of_a_tag_and_a_branch_is_rejected_unless_written_in_full",
        ],
    ),
    (
        "Hostile objects are rejected.",
        &[
            "names_that_git_forbids_are_rejected_with_their_tree",
            "a_tree_out_of_order_or_with_a_duplicate_name_is_rejected",
            "modes_that_git_does_not_write_are_rejected",
            "a_link_whose_target_no_system_accepts_is_rejected_with_its_path",
            "an_invalid_time_is_rejected_and_an_absurd_one_that_can_be_written_is_kept",
        ],
    ),
    (
        "The kind of tag.",
        &[
            "each_kind_of_name_is_compared_with_the_expected_kind_of_tag",
            "a_tag_object_under_another_name_is_rejected_where_a_tag_is_expected_and_reported_elsewhere",
        ],
    ),
    (
        "The signers",
        &[
            "good_signatures_are_good_and_say_whose_they_are",
            "the_trust_of_the_machine_plays_no_part",
            "a_good_signature_by_a_key_that_is_not_named_is_rejected",
            "a_key_that_expired_later_is_good_and_one_that_had_expired_is_not",
            "a_revoked_key_is_good_for_nothing_whatever_the_reason_and_the_time",
        ],
    ),
    (
        "`rev = \"v{version}\"`",
        &[
            "the_revision_takes_the_version_from_the_package",
            "a_tag_of_another_version_is_denied",
            "a_run_for_another_tag_is_denied_and_a_branch_is_a_warning",
        ],
    ),
    (
        "The command line",
        &[
            "an_input_takes_the_place_of_its_key_before_templates_are_expanded",
            "every_command_that_plans_takes_inputs",
            "a_problem_of_an_input_names_its_argument_and_one_that_works",
            "an_audit_accepts_the_expected_commit_alone",
        ],
    ),
    ("`expect.text`", &["a_file_that_lacks_the_expected_text_is_shown_at_its_nearest_line"]),
    (
        "`subdirectory = \"packages/core\"`",
        &[
            "one_directory_of_a_commit_is_the_root_of_everything",
            "one_directory_of_files_on_disk_is_packed_alone",
            "each_path_of_a_subdirectory_has_the_time_that_git_log_gives_it",
        ],
    ),
    (
        "`overlay`",
        &[
            "files_are_added_to_a_commit_and_replace_its_files",
            "files_laid_over_a_directory_have_their_own_times_and_modes",
            "the_overlay_is_laid_over_the_directory_that_is_packed",
        ],
    ),
    (
        "Origin.",
        &[
            "files_are_added_to_a_commit_and_replace_its_files",
            "one_path_is_explained_by_the_overlay",
            "the_archives_of_a_plan_are_the_same_bytes_again",
        ],
    ),
    (
        "What applies to them.",
        &[
            "patterns_select_files_of_the_overlay_as_all_others",
            "steps_see_the_overlay_and_can_change_its_files",
            "what_the_overlay_replaces_is_neither_read_nor_judged",
        ],
    ),
    (
        "Times and modes.",
        &[
            "files_have_the_time_of_the_commit_and_modes_that_it_can_store",
            "files_laid_over_a_directory_have_their_own_times_and_modes",
        ],
    ),
    (
        "Errors.",
        &[
            "a_file_and_a_directory_at_one_path_are_an_error_that_names_both",
            "an_overlay_that_is_missing_or_has_no_file_is_an_error",
            "an_overlay_that_contains_the_source_the_manifest_or_the_output_is_rejected",
            "an_overlay_outside_of_the_manifests_directory_is_named",
        ],
    ),
    (
        "Inside the source.",
        &["an_overlay_inside_the_source_is_packed_once", "a_committed_overlay_is_a_part_of_the_commit"],
    ),
    ("Not compared.", &["an_audit_knows_files_of_the_overlay_by_the_patterns_that_allow_them"]),
    (
        "`export-ignore`",
        &[
            "export_ignore_leaves_out_what_git_archive_leaves_out",
            "a_plan_counts_what_export_ignore_leaves_out_and_names_the_lines",
            "a_path_that_is_left_out_is_explained_by_the_line",
            "an_exclude_of_nothing_but_ignored_paths_can_be_deleted",
        ],
    ),
    (
        "`export-subst`",
        &[
            "placeholders_of_the_commit_are_filled_in_as_git_archive_does",
            "a_placeholder_that_is_not_a_function_of_the_commit_is_rejected_with_file_and_line",
            "placeholders_are_denied_or_left_alone_where_the_manifest_says_so",
        ],
    ),
    (
        "`conversions = \"apply\"`",
        &[
            "files_that_a_checkout_would_change_are_named_with_the_attribute",
            "conversions_are_applied_in_every_dialect_and_by_default_beside_git",
            "every_character_has_the_bytes_that_git_writes",
            "what_cannot_be_encoded_is_rejected_by_its_name",
        ],
    ),
    (
        "`submodules`",
        &[
            "a_submodule_is_rejected_unless_the_manifest_says_what_to_do",
            "an_omitted_submodule_is_what_git_archive_makes_of_it",
            "an_empty_directory_takes_the_place_of_a_submodule_where_the_manifest_says_so",
            "included_submodules_are_read_at_the_recorded_commit_whatever_is_checked_out",
        ],
    ),
    (
        "`lfs`",
        &[
            "a_pointer_is_rejected_unless_the_manifest_says_what_to_do",
            "the_file_behind_a_pointer_comes_from_the_local_store_and_is_checked",
        ],
    ),
    (
        "`mtime = \"per-path-commit\"`",
        &[
            "each_path_has_the_time_that_git_log_gives_it_merges_included",
            "newer_files_are_newer_than_all_others_whatever_the_history_says",
        ],
    ),
    (
        "`tar = \"git\"`",
        &[
            "a_manifest_with_this_dialect_alone_gives_the_bytes_of_git_archive",
            "random_trees_and_attributes_give_the_bytes_of_git_archive",
            "every_corner_of_attribute_files_is_read_as_git_reads_it",
        ],
    ),
    ("The SWHID", &["the_inventory_leads_from_each_entry_to_its_object", "an_altered_tree_has_no_swhid"]),
    (
        "A step",
        &["the_environment_is_exactly_what_is_stated", "a_program_of_the_source_is_run_without_a_shell"],
    ),
    ("Templates", &["a_step_learns_what_is_released_from_templates_and_variables"]),
    (
        "`history = true`",
        &[
            "a_step_reads_the_ancestors_of_the_commit_and_nothing_else",
            "a_history_that_is_cut_off_is_an_error",
        ],
    ),
    (
        "Inspection runs nothing.",
        &[
            "looking_runs_nothing_and_building_names_what_it_runs",
            "a_plan_lists_the_outputs_of_steps_that_were_not_run",
        ],
    ),
    (
        "Only its `outputs`",
        &["undeclared_changes_are_listed_and_rejected", "outputs_become_entries_with_their_origin"],
    ),
    (
        "`exclude` of an archive",
        &[
            "one_manifest_gives_a_source_archive_and_one_with_dependencies",
            "a_view_is_what_files_would_leave",
        ],
    ),
    (
        "Each archive is checked alone",
        &["what_an_archive_must_have_is_asked_of_each_archive", "lints_judge_each_archive_alone"],
    ),
    (
        "plan.json lists what an archive leaves out",
        &["one_manifest_gives_a_source_archive_and_one_with_dependencies"],
    ),
    ("Several manifests", &["no_plan_and_no_checksum_file_makes_its_reader_panic"]),
    (
        "Exactly the plan",
        &[
            "a_plan_builds_what_the_manifest_builds_on_another_machine",
            "a_plan_with_any_byte_changed_is_rejected",
            "a_forged_plan_with_a_good_digest_is_rejected_too",
            "moved_content_is_reported_with_both_values",
            "another_repository_is_rejected",
        ],
    ),
    (
        "The tag is verified again",
        &[
            "a_forged_plan_does_not_switch_off_the_check_of_the_tag",
            "a_clone_without_tags_verifies_the_tag_that_the_plan_carries",
            "a_tag_that_moves_after_planning_is_an_error_with_both_ids",
        ],
    ),
    (
        "Inputs",
        &[
            "a_plan_with_inputs_is_built_without_them_and_names_them",
            "a_command_line_accepts_no_other_inputs_than_its_own",
            "inputs_of_a_plan_do_not_lift_what_the_manifest_expects",
        ],
    ),
    (
        "On GitHub Actions",
        &[
            "an_error_is_annotated_at_its_place_in_the_repository",
            "a_build_hands_on_its_digests",
            "what_one_job_plans_two_others_build_to_the_same_bytes",
        ],
    ),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn section() -> String {
    page("docs/commits.md")
}

/// All names of test functions below `tests/`.
fn tests() -> Vec<String> {
    let files =
        walkdir::WalkDir::new(root().join("tests")).into_iter().map(|entry| entry.expect("can be walked"));
    let sources = files.filter(|entry| entry.path().extension().is_some_and(|end| end == "rs"));
    let sources: Vec<String> =
        sources.map(|entry| fs::read_to_string(entry.path()).expect("is text")).collect();
    let tests = sources.iter().flat_map(|source| source.split("#[test]\n").skip(1));
    let names = tests.filter_map(|rest| rest.split_once("fn ")?.1.split('(').next().map(str::to_owned));
    names.collect()
}

#[test]
fn every_sentence_about_commits_has_its_tests() {
    let section = section();
    let leads: Vec<&str> =
        section.split("\n- **").skip(1).filter_map(|rest| rest.split("**").next()).collect();
    let claims: Vec<&str> = CLAIMS.iter().map(|(lead, _)| *lead).collect();
    assert_eq!(leads, claims);
    let tests = tests();
    for name in CLAIMS.iter().flat_map(|(_, names)| *names) {
        assert!(tests.iter().any(|test| test == name), "there is no test `{name}`");
    }
}

#[test]
fn the_diagnostic_in_the_manual_is_what_is_printed() {
    let shown = section();
    let (_, shown) = shown.split_once("```text\n").expect("shows a diagnostic");
    let (shown, _) = shown.split_once("```").expect("ends");
    let reported =
        fs::read_to_string(root().join("tests/cases/git/unexpected-commit.txt")).expect("has a snapshot");
    assert!(reported.starts_with(shown), "{reported}");
}

#[test]
fn the_commands_of_the_contract_do_what_is_said() {
    if !has_git() {
        return;
    }
    let section = section();
    let (_, block) = section.split_once("```sh\n").expect("shows commands");
    let (block, _) = block.split_once("```").expect("ends");
    let (_, manifest) = section.split_once("```toml\n").expect("shows a manifest");
    let (manifest, _) = manifest.split_once("```").expect("ends");
    let (before, after) = manifest.split_once("[source.expect]").expect("expects a commit");
    // The commit and the signers are those of nobody's repository.
    let (_, after) = after.split_once("\n\n").expect("goes on");
    let repo = temp_dir();
    file(repo.path(), "release.toml", format!("{before}{after}").as_bytes(), 0o644);
    file(repo.path(), ".github/workflows/release.yml", b"", 0o644);
    git(repo.path(), &["init", "-q"]);
    git(repo.path(), &["add", "-A"]);
    git(repo.path(), &["commit", "-q", "-m", "all"]);
    git(repo.path(), &["tag", "-a", "-m", "release", "v1.0"]);
    let own = Path::new(env!("CARGO_BIN_EXE_pkgr")).parent().expect("is in a directory");
    let mut shell = Command::new("/bin/sh");
    shell.args(["-e", "-c", block]).current_dir(repo.path()).env_clear().env("PATH", own);
    let output = shell.output().expect("a shell can be started");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(repo.path().join("dist/hello-1.0.tar.gz").is_file());
    stdout(&pkgr(repo.path(), &["build", "--check"]));
}
