package dev.marina.net;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What BIRD says of its protocols, read.
final class BirdAnswer {

    private static final Pattern STATE = Pattern.compile("^ *BGP state: +([A-Za-z]{1,20})");
    private static final Pattern NEIGHBOUR = Pattern.compile("^ *Neighbor address: +([0-9.]+)");

    /// One session.
    record Seen(String address, String state) {}

    private BirdAnswer() {}

    /// @param lines of `show protocols all`, without the codes in front of them
    static List<Seen> sessions(List<String> lines) {
        List<Seen> sessions = new ArrayList<>();
        String state = "";
        for (String line : lines) {
            Matcher states = STATE.matcher(line);
            Matcher neighbour = NEIGHBOUR.matcher(line);
            if (states.find()) {
                state = states.group(1);
            } else if (neighbour.find()) {
                sessions.add(new Seen(neighbour.group(1), state));
            }
        }
        return sessions;
    }
}
