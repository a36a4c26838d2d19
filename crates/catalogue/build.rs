//! Puts the law's files inside the binary, so that an installation cannot run on another law
//! than the one it was tested with.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

fn main() -> std::io::Result<()> {
    let root = Path::new(&env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../catalogue");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut found = Vec::new();
    walk(&root, &mut found)?;
    found.sort();
    let mut text = String::from("[\n");
    for path in found {
        let inside = path.strip_prefix(&root).unwrap_or(&path);
        let name = inside.to_string_lossy().replace('\\', "/");
        text += &format!("({name:?}, include_str!({:?})),\n", path.canonicalize()?);
    }
    text += "]\n";
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("embedded.rs"), text)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, found)?;
        } else if path
            .extension()
            .is_some_and(|end| ["toml", "csv", "md", "json"].iter().any(|known| end == *known))
        {
            found.push(path);
        }
    }
    Ok(())
}
