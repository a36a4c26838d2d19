//! The map of a file: which column is the record's number, and what of a person the others are.

use std::{fs, path::Path};

use linkage::Role;

use crate::outcome::Failure;

/// `id = "column"` and the table `[roles]`, with the columns' names as they stand in the heading.
#[derive(Debug)]
pub(crate) struct Map {
    pub(crate) id: String,
    pub(crate) roles: Vec<(Role, String)>,
}

impl Map {
    pub(crate) fn read(path: &Path) -> Result<Map, Failure> {
        let wrong = |says: String| Failure::Usage(format!("{}: {says}", path.display()));
        let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        Map::parse(&text).map_err(wrong)
    }

    fn parse(text: &str) -> Result<Map, String> {
        let table: toml::Table = text
            .parse()
            .map_err(|error: toml::de::Error| error.message().to_owned())?;
        let id = table.get("id").and_then(toml::Value::as_str);
        let id = id.ok_or("it says no id: add a line like id = \"record_id\"")?;
        let roles = table.get("roles").and_then(toml::Value::as_table);
        let roles = roles.ok_or("it has no roles: add [roles] and a line like given_name = \"nombre\"")?;
        let roles: Result<Vec<_>, String> = roles.iter().map(|(name, column)| role(name, column)).collect();
        Ok(Map {
            id: id.to_owned(),
            roles: roles?,
        })
    }
}

fn role(name: &str, column: &toml::Value) -> Result<(Role, String), String> {
    let all = || Role::ALL.iter().map(|role| role.name()).collect::<Vec<_>>().join(", ");
    let role = Role::named(name).ok_or_else(|| format!("there is no role «{name}»; the roles are {}", all()))?;
    let column = column
        .as_str()
        .ok_or_else(|| format!("{name} is not the name of a column"))?;
    Ok((role, column.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::Map;

    #[test]
    fn a_map_that_is_wrong_says_what_to_write() {
        assert!(Map::parse("id = \"n\"\n[roles]\ngiven_name = \"nombre\"").is_ok());
        assert!(Map::parse("[roles]").unwrap_err().contains("add a line like id"));
        assert!(Map::parse("id = \"n\"").unwrap_err().contains("add [roles]"));
        assert!(
            Map::parse("id = \"n\"\n[roles]\nalias = \"a\"")
                .unwrap_err()
                .contains("given_name")
        );
        assert!(Map::parse("id = \"n\"\n[roles]\nsex = 3").unwrap_err().contains("sex"));
    }
}
