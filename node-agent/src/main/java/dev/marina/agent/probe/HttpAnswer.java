package dev.marina.agent.probe;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What is judged of an HTTP answer.
///
/// @param body as far as it was read
record HttpAnswer(int status, Optional<String> location, String body) {

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final String LOCATION = "location:";

    /// Empty when it is none.
    static Optional<HttpAnswer> parse(String text) {
        String[] lines = text.split("\r?\n");
        String[] status = lines[0].split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/") || !status[1].matches("\\d{3}")) {
            return Optional.empty();
        }
        Optional<String> location = Arrays.stream(lines).skip(1).takeWhile(line -> !line.isEmpty())
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(LOCATION)).map(line -> line.substring(LOCATION.length()).strip()).findFirst();
        String[] parts = text.split("\r?\n\r?\n", 2);
        return Optional.of(new HttpAnswer(Integer.parseInt(status[1]), location, parts.length == 2 ? parts[1] : ""));
    }

    Optional<String> redirect() {
        return REDIRECTS.contains(status) ? location : Optional.empty();
    }

    boolean success() {
        return status >= 200 && status < 400;
    }

    /// The server answers, and not with what was asked for. kubernetes/pkg/probe/http/http.go
    ProbeResult succeeded() {
        return status < 300 ? ProbeResult.SUCCESS : ProbeResult.warning("Probe terminated redirects, Response body: " + body);
    }
}
