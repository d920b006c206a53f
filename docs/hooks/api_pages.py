"""A page for each package of ``geodata``, rendered from its docstrings; none is kept by hand."""

from collections.abc import Iterable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

PACKAGE = "geodata"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages, and their names to the navigation."""
    root = Path(config.config_file_path).parent
    pages = {name: _page(name, modules) for name, modules in _packages(root).items()}
    for name, text in pages.items():
        files.append(File.generated(config, f"api/{name}.md", content=text))
    config.nav = [*(config.nav or []), {"API": [{name: f"api/{name}.md"} for name in pages]}]
    return files


def _packages(root: Path) -> dict[str, list[str]]:
    """Names of packages, and of the modules that lie in each; the package itself comes first."""
    found: dict[str, list[str]] = {}
    for init in sorted((root / PACKAGE).rglob("__init__.py")):
        package = _dotted(init.parent, root)
        beside = sorted(path for path in init.parent.glob("*.py") if path.stem[0] != "_")
        found[package] = [package, *(_dotted(path.with_suffix(""), root) for path in beside)]
    return found


def _dotted(path: Path, root: Path) -> str:
    return ".".join(path.relative_to(root).parts)


def _page(name: str, modules: Iterable[str]) -> str:
    return f"# {name}\n\n" + "\n".join(f"::: {module}\n" for module in modules)
