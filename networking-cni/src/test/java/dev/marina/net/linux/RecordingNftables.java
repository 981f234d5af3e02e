package dev.marina.net.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Remembers what was applied. Refuses what contains a word that it was told to refuse.
public final class RecordingNftables implements Nftables {

    private final List<String> applied = new ArrayList<>();
    private final Consumer<String> log;
    private String refused = "";

    public RecordingNftables() {
        this(_ -> {});
    }

    public RecordingNftables(Consumer<String> log) {
        this.log = log;
    }

    public List<String> applied() {
        return applied;
    }

    public String last() {
        return applied.isEmpty() ? "" : applied.getLast();
    }

    public void refuse(String word) {
        refused = word;
    }

    @Override
    public void apply(String commands) {
        if (!refused.isEmpty() && commands.contains(refused)) {
            throw new NftablesException("refused: " + refused);
        }
        applied.add(commands);
        log.accept("rules " + commands.lines().findFirst().orElse(""));
    }

    @Override
    public String query(String command, boolean json) {
        return applied.isEmpty() ? "" : "table ip services\n";
    }

    @Override
    public void close() {
        // nothing is open
    }
}
