package dev.marina.builds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Fetches a source from a Git repository. The repository is somebody's: no protocol but HTTP is spoken, no hook and no filter of its is run, no submodule
/// of its is fetched, and nothing of what it is called is taken for an option.
final class Checkout {

    private static final Pattern URL = Pattern.compile("https?://[A-Za-z0-9.\\[\\]:-]+(/[^\\s]*)?");
    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,200}");
    private static final Map<String, String> ENVIRONMENT = Map.of("GIT_ALLOW_PROTOCOL", "http:https", "GIT_TERMINAL_PROMPT", "0", "GIT_CONFIG_NOSYSTEM", "1",
            "GIT_CONFIG_GLOBAL", "/dev/null", "GIT_LFS_SKIP_SMUDGE", "1", "HOME", "/nonexistent", "LC_ALL", "C");
    private static final List<String> GIT = List.of("git", "-c", "core.hooksPath=/dev/null", "-c", "protocol.file.allow=never", "-c", "core.symlinks=true",
            "-c", "core.fsmonitor=false", "-c", "fetch.fsckObjects=true", "-c", "advice.detachedHead=false");

    private Checkout() {}

    /// @param revision "" for what the repository itself takes
    /// @return the commit
    static String run(String url, String revision, Path into) throws IOException, InterruptedException {
        if (!URL.matcher(url).matches()) {
            throw new BuildFailure("the Git URL is %s; it must begin with https:// or http:// and a host, without user and password".formatted(url));
        }
        if (!revision.isEmpty() && (!REVISION.matcher(revision).matches() || revision.contains(".."))) {
            throw new BuildFailure("the revision is %s; it must be a branch, a tag or a commit".formatted(revision));
        }
        Files.createDirectories(into);
        git(into, "init", "--quiet");
        git(into, "fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--", url, revision.isEmpty() ? "HEAD" : revision);
        git(into, "checkout", "--quiet", "--detach", "FETCH_HEAD");
        return Tool.output(List.of("git", "-C", into.toString(), "rev-parse", "HEAD"));
    }

    private static void git(Path in, String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(GIT);
        command.addAll(List.of("-C", in.toString()));
        command.addAll(List.of(arguments));
        Tool.spoken(ENVIRONMENT, command);
    }

    /// Where a source's files are: a ConfigMap's keys are links into a directory beside them, which `..data` names. Such a link of a source's own leads to
    /// nothing but a directory beside it.
    static Path root(Path mounted) throws IOException {
        Path link = mounted.resolve("..data");
        if (!Files.isSymbolicLink(link)) {
            return mounted;
        }
        Path named = Files.readSymbolicLink(link);
        Path data = mounted.resolve(named);
        return named.getNameCount() == 1 && named.toString().matches("\\.\\.[^/.].*") && Files.isDirectory(data, LinkOption.NOFOLLOW_LINKS) ? data : mounted;
    }

    /// The source below a directory; a link of the source's leads nowhere else.
    static Path below(Path root, String path) throws IOException {
        Path source = root.resolve(path).normalize();
        if (path.startsWith("/") || !source.startsWith(root) || !Files.isDirectory(source) || !source.toRealPath().startsWith(root.toRealPath())) {
            throw new BuildFailure("the source has no directory %s".formatted(path));
        }
        return source.toRealPath();
    }
}
