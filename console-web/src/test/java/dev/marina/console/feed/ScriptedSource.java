package dev.marina.console.feed;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// A source that a test plays: what is listed, then what the watch says, also that it breaks.
final class ScriptedSource implements TableSource {

    static final List<Column> COLUMNS = List.of(new Column("Name", "string", 0), new Column("Status", "string", 0));

    private final List<Row> listed = new ArrayList<>();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private volatile RuntimeException refusal;
    volatile IOException unreachable;
    volatile int lists;
    volatile int watches;

    sealed interface Event {
        record Of(Change change) implements Event {}

        record Breaks(IOException reason) implements Event {}

        record Refuses(RuntimeException refusal) implements Event {}
    }

    static Row row(String name, String status) {
        return Row.of("uid-" + name, "default", name, List.of(name, status), null, Map.of(), "");
    }

    synchronized ScriptedSource has(Row... rows) {
        listed.clear();
        listed.addAll(List.of(rows));
        return this;
    }

    ScriptedSource refuses(RuntimeException with) {
        refusal = with;
        return this;
    }

    void says(Change change) {
        events.add(new Event.Of(change));
    }

    void breaks() {
        events.add(new Event.Breaks(new IOException("connection reset")));
    }

    void watchRefuses(int status) {
        events.add(new Event.Refuses(new Refusal(status, "status " + status)));
    }

    @Override
    public synchronized Page list(String continueToken, int limit, Consumer<Row> rows) throws IOException {
        lists++;
        if (unreachable != null) {
            throw unreachable;
        }
        if (refusal != null) {
            throw refusal;
        }
        int from = continueToken.isEmpty() ? 0 : Integer.parseInt(continueToken);
        int to = Math.min(listed.size(), from + limit);
        listed.subList(from, to).forEach(rows);
        return new Page(COLUMNS, "10", to < listed.size() ? Integer.toString(to) : "", listed.size() - to);
    }

    @Override
    public void watch(String resourceVersion, Runnable opened, Consumer<Change> changes) throws IOException {
        watches++;
        if (unreachable != null) {
            throw unreachable;
        }
        opened.run();
        try {
            while (true) {
                switch (events.take()) {
                    case Event.Of of -> changes.accept(of.change());
                    case Event.Breaks breaks -> throw breaks.reason();
                    case Event.Refuses refuses -> throw refuses.refusal();
                }
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted");
        }
    }
}
