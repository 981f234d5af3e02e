package dev.marina.controllers.ingress;

import dev.marina.controllers.engine.parts.AcmeChallenges;
import dev.marina.controllers.engine.parts.AcmeChallenges.Challenge;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What an ACME server is to find under a name, in nginx's words.
final class ChallengeText {

    /// Under way at once for one name.
    private static final int MOST = 32;
    /// And for all names that one block `server` stands for.
    private static final int MOST_OF_SEVERAL = 200;

    private ChallengeText() {}

    /// Those of a host, each token once.
    ///
    /// @param taken paths that somebody's own rules have
    static List<Challenge> of(List<Challenge> all, String host, Predicate<String> taken) {
        return of(all, host::equals, taken, MOST);
    }

    /// Those of all hosts that one block `server` stands for.
    static List<Challenge> ofSeveral(List<Challenge> all, Predicate<String> host, Predicate<String> taken) {
        return of(all, host, taken, MOST_OF_SEVERAL);
    }

    private static List<Challenge> of(List<Challenge> all, Predicate<String> host, Predicate<String> taken, int most) {
        return all.stream().filter(challenge -> host.test(challenge.host())).filter(challenge -> !taken.test(AcmeChallenges.PATH + challenge.token()))
                .collect(Collectors.toMap(Challenge::token, challenge -> challenge, (first, _) -> first, TreeMap::new)).values().stream().limit(most).toList();
    }

    /// For a block `server` of their host.
    static List<String> lines(List<Challenge> challenges) {
        List<String> lines = new ArrayList<>();
        challenges.forEach(challenge -> lines.addAll(location(challenge, List.of())));
        return lines;
    }

    /// For a block `server` of several hosts: under another name than its own one is not there.
    static List<String> linesByHost(List<Challenge> challenges) {
        List<String> lines = new ArrayList<>();
        challenges.forEach(challenge -> lines.addAll(location(challenge,
                List.of("if ($host != %s) {".formatted(NginxText.quoted(challenge.host())), "    return 404;", "}"))));
        return lines;
    }

    private static List<String> location(Challenge challenge, List<String> first) {
        List<String> inside = new ArrayList<>(first);
        inside.add("default_type text/plain;");
        inside.add("return 200 %s;".formatted(challenge.answer()));
        return PathLocations.wrapped("location = %s%s".formatted(AcmeChallenges.PATH, challenge.token()), inside);
    }
}
