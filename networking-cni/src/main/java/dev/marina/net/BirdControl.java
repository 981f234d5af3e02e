package dev.marina.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// BIRD's control socket, which `birdc` speaks through: a command is a line, an answer is lines of which the last begins with a code and a space
/// (BIRD 2, `nest/cli.c`). What is asked comes from us and is believed no further than it is long: a program that a tenant's packets reach answers.
record BirdControl(Path socket) {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int MOST = 1 << 20;
    private static final int CODE = 4;

    /// The answer without its codes; empty where nobody answers.
    Optional<List<String>> ask(String command) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX); Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
                return Optional.empty();
            }
            channel.register(selector, SelectionKey.OP_READ);
            long until = System.nanoTime() + PATIENCE.toNanos();
            StringBuilder heard = new StringBuilder();
            answer(channel, selector, heard, until);
            heard.setLength(0);
            channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII)));
            return Optional.of(answer(channel, selector, heard, until));
        } catch (IOException | UncheckedIOException _) {
            return Optional.empty();
        }
    }

    private static List<String> answer(SocketChannel channel, Selector selector, StringBuilder heard, long until) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (true) {
            Optional<List<String>> whole = whole(heard.toString());
            if (whole.isPresent()) {
                return whole.get();
            }
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0 || heard.length() > MOST || selector.select(left) == 0) {
                throw new IOException("no answer");
            }
            selector.selectedKeys().clear();
            if (channel.read(buffer.clear()) < 0) {
                throw new IOException("the answer ends before its end");
            }
            heard.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
        }
    }

    /// The lines, once the last of them is there.
    static Optional<List<String>> whole(String heard) {
        if (!heard.endsWith("\n")) {
            return Optional.empty();
        }
        List<String> lines = heard.lines().toList();
        List<String> words = new ArrayList<>();
        boolean ended = false;
        for (String line : lines) {
            boolean coded = line.length() > CODE && line.substring(0, CODE).chars().allMatch(Character::isDigit);
            ended = coded && line.charAt(CODE) == ' ' || line.length() == CODE && line.chars().allMatch(Character::isDigit);
            words.add(coded ? line.substring(CODE + 1) : line.isEmpty() ? "" : line.substring(1));
        }
        return ended ? Optional.of(words) : Optional.empty();
    }
}
