package dev.marina.builds;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// The root of the commands' container, as the root of the image that is being made. What is in it is the source's: links in it lead where they lead, and
/// never out of that container.
record Root(Runner runner) {

    private static final String BIN = "/.marina/bin/";
    private static final String KEPT = "/.marina/kept/";
    /// Mounted by the runtime, or ours.
    private static final String NOT_THE_IMAGES = List.of("dev", "proc", "sys", ".marina", ".dockerenv", "etc/resolv.conf", "etc/hosts", "etc/hostname").stream()
            .flatMap(path -> List.of(path, path + "/*", "./" + path, "./" + path + "/*").stream()).map(path -> " --exclude=" + Runner.quoted(path))
            .collect(Collectors.joining("", " --anchored", " --no-anchored --exclude='.wh.*'"));
    private static final String EXTRACT = BIN
            + "tar --extract --preserve-permissions --same-owner --numeric-owner --xattrs --xattrs-include=security.capability";
    private static final String CREATE = BIN + "tar --create --format=posix --pax-option=delete=atime,delete=ctime --numeric-owner --xattrs"
            + " --xattrs-include=security.capability";
    private static final int TERMINATED_BY_SIGNAL = 128 + 9;

    /// @param settings where Maven's settings are to be, and `text` what they say
    /// @param cache directory for what tools fetch
    void prepare(String settings, String text, String cache) throws IOException {
        say("%1$smkdir -p %2$s %2$s/maven %2$s/npm %2$s/pip %2$s/gradle && %1$sbusybox chmod 1777 %2$s %2$s/*; %1$sbusybox printf %%s %3$s > %4$s".formatted(
                BIN, cache,
                Runner.quoted(text), settings));
    }

    /// Takes everything away that is not the container's own.
    void clear() throws IOException {
        say("""
                for path in /* /.[!.]* /..?*; do
                    case $path in /.marina|/dev|/proc|/sys|/etc) ;; *) %1$srm -rf --one-file-system "$path" 2>/dev/null;; esac
                done
                for path in /etc/* /etc/.[!.]*; do
                    case $path in /etc/resolv.conf|/etc/hosts|/etc/hostname) ;; *) %1$srm -rf --one-file-system "$path" 2>/dev/null;; esac
                done
                %1$smkdir -p /etc
                %1$smkdir -p -m 1777 /tmp && %1$smkdir -p /var && %1$smkdir -p -m 1777 /var/tmp && %1$smkdir -p -m 0700 /root
                """.formatted(BIN));
    }

    /// Lays layers of an image upon what is there.
    void unpack(List<OciImage.Layer> layers) throws IOException {
        boolean lowest = true;
        for (OciImage.Layer layer : layers) {
            if (!lowest) {
                feed("""
                        cd / && %1$star --list --quoting-style=literal | while IFS= read -r path; do
                            name=${path##*/}
                            case $path in */*) parent=${path%%/*};; *) parent=.;; esac
                            case $name in
                            .wh..wh..opq) for old in "$parent"/* "$parent"/.[!.]* "$parent"/..?*; do %1$srm -rf --one-file-system "$old" 2>/dev/null; done;;
                            .wh.*) %1$srm -rf --one-file-system "$parent/${name#.wh.}" 2>/dev/null;;
                            esac
                        done; :
                        """.formatted(BIN), layer);
            }
            feed("%s --directory=/%s".formatted(EXTRACT, NOT_THE_IMAGES), layer);
            lowest = false;
        }
    }

    private void feed(String script, OciImage.Layer layer) throws IOException {
        try (InputStream stored = Files.newInputStream(layer.file()); InputStream in = layer.zipped() ? new GZIPInputStream(stored, 64 << 10) : stored) {
            runner.require(script + " 2>&1", in, System.out);
        }
    }

    RootFiles list() throws IOException {
        RootFiles.Reader reader = new RootFiles.Reader();
        runner.require(RootFiles.LIST, InputStream.nullInputStream(), reader);
        return reader.found();
    }

    /// Puts changes into an archive: what is there now, and of what is there no more a mark that says so.
    /// https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts
    ///
    /// @param changes parents first
    /// @param mostBytes that the archive may have
    void pack(RootFiles.Changes changes, OutputStream archive, long mostBytes) throws IOException {
        runner.require("%1$sbusybox cat > /.marina/changed".formatted(BIN), names(changes.changed().stream().map(path -> "./" + path)), System.out);
        runner.require("""
                %1$srm -rf /.marina/removed; %1$smkdir -p /.marina/removed && cd /.marina/removed || exit 1
                %1$sbusybox cat > /.marina/marks
                %1$sbusybox xargs -0 -r -n 200 %1$sbusybox sh -c 'for path; do %1$smkdir -p "${path%%/*}" && : > "$path"; done' sh < /.marina/marks
                """.formatted(BIN), names(changes.removed().stream().map(Root::mark)), System.out);
        runner.require("""
                %1$s --no-recursion --null --verbatim-files-from --directory=/.marina/removed --files-from=/.marina/marks --directory=/ \
                    --files-from=/.marina/changed
                code=$?; %2$srm -rf /.marina/removed; exit $code
                """.formatted(CREATE, BIN), InputStream.nullInputStream(), new Runner.Most(archive, mostBytes));
    }

    private static String mark(String path) {
        int slash = path.lastIndexOf('/');
        return "./" + path.substring(0, slash + 1) + ".wh." + path.substring(slash + 1);
    }

    private static InputStream names(Stream<String> paths) {
        return new ByteArrayInputStream(paths.map(path -> path + "\0").collect(Collectors.joining()).getBytes(StandardCharsets.ISO_8859_1));
    }

    /// What is said by a command goes to the build's log.
    ///
    /// @param more variables that are not the image's
    /// @return how it ended
    int run(Step.Run step, Map<String, String> more, boolean cacheKept, OutputStream log) throws IOException {
        Owner user = owner(step.user());
        StringBuilder script = new StringBuilder();
        int number = 0;
        for (String cache : step.caches()) {
            script.append(mount(cache, cacheKept ? "/.marina/cache/" + Integer.toHexString(cache.hashCode()) : "/.marina/tmp/" + number++));
        }
        script.append("cd ").append(Runner.quoted(step.directory())).append(" || exit 126\n").append(BIN).append("env -i");
        Map<String, String> environment = new java.util.LinkedHashMap<>(Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME",
                user.home()));
        environment.putAll(more);
        environment.putAll(step.environment());
        environment.forEach((name, value) -> script.append(' ').append(Runner.quoted(name + "=" + value)));
        script.append(' ').append(BIN).append("chroot --skip-chdir --userspec=").append(user.ids()).append(" --groups=").append(user.groups()).append(" /");
        step.command().forEach(word -> script.append(' ').append(Runner.quoted(word)));
        script.append(" </dev/null 2>&1\ncode=$?\n");
        step.caches().forEach(cache -> script.append("[ ! -L %1$s ] || %2$srm %1$s\n".formatted(Runner.quoted(cache), BIN)));
        return runner.run(script.append("exit $code\n").toString(), InputStream.nullInputStream(), log);
    }

    private static String mount(String path, String place) {
        return "[ -e %1$s ] || { %3$smkdir -p %2$s %4$s && %3$sbusybox chmod 1777 %2$s && %3$sbusybox ln -s %2$s %1$s; } || exit 126\n"
                .formatted(Runner.quoted(path), place, BIN, Runner.quoted(parent(path)));
    }

    private static String parent(String path) {
        return path.lastIndexOf('/') <= 0 ? "/" : path.substring(0, path.lastIndexOf('/'));
    }

    static boolean killed(int code) {
        return code == TERMINATED_BY_SIGNAL;
    }

    void directory(String path) throws IOException {
        say("%smkdir -p %s 2>&1".formatted(BIN, Runner.quoted(path)));
    }

    boolean isDirectory(String path) throws IOException {
        return runner.run("[ -d %s ]".formatted(Runner.quoted(path)), InputStream.nullInputStream(), OutputStream.nullOutputStream()) == 0;
    }

    /// Lays files into a directory.
    ///
    /// @param archive of them, in tar's format
    void lay(InputStream archive, String directory) throws IOException {
        runner.require("""
                %1$smkdir -p %2$s && cd %2$s && %3$s --no-overwrite-dir 2>&1
                """.formatted(BIN, Runner.quoted(directory), EXTRACT), archive, System.out);
    }

    /// Puts aside what another stage asks for.
    void keep(int number, Step.Copy step) throws IOException {
        StringBuilder script = new StringBuilder("%1$smkdir -p %2$s%3$d || exit 3\ncd /\nfor path in".formatted(BIN, KEPT, number));
        step.from().forEach(from -> script.append(' ').append(glob("/" + from.replaceFirst("^/+", ""))));
        script.append("""

                do
                    if [ -d "$path" ]; then %1$scp -a "$path/." %2$s%3$d/
                    elif [ -e "$path" ]; then %1$scp -aL "$path" %2$s%3$d/
                    else echo "Dockerfile, line %4$d: there is no $path in the stage"; exit 4
                    fi || exit 3
                done 2>&1
                """.formatted(BIN, KEPT, number, step.line()));
        int code = runner.run(script.toString(), InputStream.nullInputStream(), System.out);
        if (code != 0) {
            throw Instruction.wrong(step.line(), code == 4
                    ? "the stage has not %s".formatted(String.join(" ", step.from()))
                    : "%s could not be copied; what it says stands above".formatted(String.join(" ", step.from())));
        }
    }

    /// For the shell: quoted but for what stands for other names.
    private static String glob(String path) {
        return java.util.Arrays.stream(path.split("(?<=[*?\\[\\]])|(?=[*?\\[\\]])")).map(part -> part.matches("[*?\\[\\]]") ? part : Runner.quoted(part))
                .collect(Collectors.joining());
    }

    /// Lays what was put aside where it belongs.
    void layKept(int number, Step.Copy step) throws IOException {
        Optional<Owner> owner = step.owner().isEmpty() ? Optional.empty() : Optional.of(owner(step.owner()));
        String changes = owner.map(found -> " --owner=:%s --group=:%s".formatted((Object[]) found.ids().split(":"))).orElse("")
                + (step.mode().isEmpty() ? "" : " --mode=" + Runner.quoted(step.mode()));
        say("""
                set -o pipefail
                kept=%2$s%3$d to=%4$s
                set -- "$kept"/* "$kept"/.[!.]*
                one=; for path; do [ ! -e "$path" ] && [ ! -L "$path" ] || one="$one|${path##*/}"; done
                case $one in
                ""|*"|"*"|"*) ;;
                *) if [ %5$s = file ] && [ ! -d "$kept/${one#|}" ] && [ ! -d "$to" ]; then
                       %1$smkdir -p "${to%%/*}/" "$kept.as" && %1$scp -a "$kept/${one#|}" "$kept.as/${to##*/}" && kept=$kept.as && to=${to%%/*}/
                   fi;;
                esac
                { %1$smkdir -p "$to" && %6$s%7$s -C "$kept" . | %8$s --no-overwrite-dir -C "$to"; } 2>&1
                code=$?
                %1$srm -rf %2$s%3$d %2$s%3$d.as
                exit $code
                """.formatted(BIN, KEPT, number, Runner.quoted(step.to()), step.to().endsWith("/") ? "directory" : "file", CREATE, changes, EXTRACT));
    }

    /// @param ids numbers of user and group, with `:` between
    record Owner(String ids, String groups, String home) {}

    /// @param name as a Dockerfile has it: `user`, `user:group`, or numbers
    Owner owner(String name) throws IOException {
        if (name.isEmpty() || name.equals("root") || name.equals("0")) {
            return new Owner("0:0", "0", "/root");
        }
        return Accounts.owner(name, file("/etc/passwd"), file("/etc/group"));
    }

    private List<String> file(String path) throws IOException {
        return runner.ask("[ ! -f %1$s ] || %2$sbusybox cat %1$s".formatted(path, BIN)).lines().toList();
    }

    private void say(String script) throws IOException {
        runner.require(script, InputStream.nullInputStream(), System.out);
    }
}
