//! Tells cargo that the binary embeds these folders: a file added there is compiled in.
fn main() {
    println!("cargo:rerun-if-changed=templates");
    println!("cargo:rerun-if-changed=examples");
}
