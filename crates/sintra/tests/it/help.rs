//! What people read when they ask for help; a change of it is seen before it is made.

use crate::house::sintra;

fn help(arguments: &[&str]) -> String {
    // The help shows the value of a variable that is set.
    let output = sintra()
        .env_remove("SINTRA_ACCOUNT")
        .args(arguments)
        .arg("--help")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The commands that the general help lists.
fn commands() -> Vec<String> {
    inner_commands(&help(&[]))
}

/// The commands that a help lists, none for a command without any of its own.
fn inner_commands(help: &str) -> Vec<String> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = listed
        .take_while(|line| line.starts_with("  "))
        .filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn the_help_of_every_command_is_as_it_was_read_and_agreed() {
    let mut all = vec![("sintra".to_owned(), help(&[]))];
    for command in commands() {
        let own = help(&[&command]);
        let inner = inner_commands(&own);
        all.push((format!("sintra {command}"), own));
        for inner in inner {
            all.push((format!("sintra {command} {inner}"), help(&[&command, &inner])));
        }
    }
    assert!(all.len() > 12, "{} helps", all.len());
    let text: String = all
        .iter()
        .map(|(name, help)| format!("=== {name} ===\n{help}\n"))
        .collect();
    insta::assert_snapshot!(text);
}

#[test]
fn the_help_of_every_command_begins_with_an_example() {
    let commands = commands();
    assert!(commands.contains(&"import".to_owned()), "{commands:?}");
    for command in commands {
        let help = help(&[&command]);
        let first = help.lines().next().unwrap_or_default();
        assert!(
            first.contains(&format!("sintra {command}")),
            "{command}: the help begins with «{first}»"
        );
    }
}
