package dev.marina.agent.entrance;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to it that the front has a certificate for the names of each cluster with an entrance here. It asks the front what it has, so that
/// one that was started anew gets them again. One virtual thread.
///
/// HAProxy makes certificates by itself too (`generate-certificates`), but the first handshake for a name fails then (2.6), and it would
/// hold the authority's key.
public final class FrontCertificates implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FrontCertificates.class);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration RENEW = Duration.ofDays(30);
    private static final int MOST_AT_ONCE = 50;
    private static final String SUFFIX = ".marina";

    private final NameAuthority authority;
    private final Path socket;
    private final String list;
    private final Supplier<Set<String>> wanted;
    private final Clock clock;
    private final Map<String, Instant> issued = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private String trouble = "";

    private FrontCertificates(NameAuthority authority, Path socket, String list, Supplier<Set<String>> wanted, Clock clock) {
        this.authority = authority;
        this.socket = socket;
        this.list = list;
        this.wanted = wanted;
        this.clock = clock;
    }

    /// @param authority file of who vouches for names
    /// @param socket at which the front takes commands
    /// @param list under which the front keeps certificates for applications
    /// @param wanted names with a `*` each, such as `*.acme.apps.localhost`
    public static FrontCertificates start(Path authority, Path socket, Path list, Supplier<Set<String>> wanted, Clock clock) throws IOException {
        FrontCertificates certificates = new FrontCertificates(NameAuthority.read(authority), socket, list.toString(), wanted, clock);
        Thread.ofVirtual().name("front certificates").start(certificates::run);
        return certificates;
    }

    private void run() {
        try {
            do {
                look();
            } while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            Set<String> names = wanted.get();
            if (!names.isEmpty() || !issued.isEmpty()) {
                bringAbout(names);
            }
            trouble = "";
        } catch (IOException | GeneralSecurityException | RuntimeException failure) {
            if (!failure.toString().equals(trouble)) {
                LOG.atWarn().addKeyValue("error", failure.toString()).log("the front has not got its certificates for applications");
            }
            trouble = failure.toString();
        }
    }

    private void bringAbout(Set<String> names) throws IOException, GeneralSecurityException {
        Set<String> present = names("show ssl cert");
        Set<String> listed = names("show ssl crt-list " + list);
        Instant now = clock.instant();
        int done = 0;
        for (String name : new TreeSet<>(names)) {
            boolean fresh = issued.getOrDefault(name, Instant.MIN).isAfter(now.minus(RENEW));
            if (present.contains(name) && listed.contains(name) && fresh || done++ >= MOST_AT_ONCE) {
                continue;
            }
            give(name, present.contains(name), listed.contains(name), now);
            issued.put(name, now);
        }
        for (String name : present) {
            if (!names.contains(name)) {
                if (listed.contains(name)) {
                    require("del ssl crt-list %s %s".formatted(list, file(name)), "deleted");
                }
                require("del ssl cert " + file(name), "deleted");
                issued.remove(name);
            }
        }
    }

    /// What of ours the front tells of; a half of a certificate is told of as well.
    private Set<String> names(String question) throws IOException {
        return command(question).lines().map(line -> line.strip().split(" ")[0]).filter(word -> word.endsWith(SUFFIX) && !word.startsWith("*"))
                .map(word -> "*." + word.substring(0, word.length() - SUFFIX.length())).collect(Collectors.toCollection(TreeSet::new));
    }

    private void give(String name, boolean present, boolean listed, Instant now) throws IOException, GeneralSecurityException {
        String file = file(name);
        if (!present) {
            require("new ssl cert " + file, "New empty certificate store");
        }
        require("set ssl cert %s <<\n%s".formatted(file, authority.issue(name, now)), "Transaction");
        try {
            require("commit ssl cert " + file, "Success!");
        } catch (IOException refused) {
            // There is one transaction for all.
            command("abort ssl cert " + file);
            throw refused;
        }
        if (!listed) {
            require("add ssl crt-list %s <<\n%s %s\n".formatted(list, file, name), "Success!");
        }
        LOG.atInfo().addKeyValue("name", name).log("the front has a certificate");
    }

    /// What the front calls it; a `*` would mean something else there.
    private static String file(String name) {
        return name.substring(2) + SUFFIX;
    }

    private void require(String command, String word) throws IOException {
        String answer = command(command);
        if (!answer.contains(word)) {
            throw new IOException("%s: %s".formatted(command.lines().findFirst().orElse(""), answer.strip()));
        }
    }

    /// One connection for each; the front closes it behind its answer.
    private String command(String command) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer bytes = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
