package dev.marina.console.terminal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.kube.ExecChannel.Ending;
import java.time.Duration;

/// What is told beside a command's output.
sealed interface Said {

    /// The output that follows begins with this byte.
    record From(long number) implements Said {}

    /// The command is being started; nothing can be typed yet.
    record Starting() implements Said {}

    record Open() implements Said {}

    /// So much of what was typed has gone on; as much more may come.
    record Took(int bytes) implements Said {}

    /// The terminal is ended when this time is over, unless it is used.
    record IdleFor(Duration left) implements Said {}

    /// A page is asked how its screen is.
    record Wanted(long number) implements Said {}

    /// What stood there is not what comes next: this does, and then the output from a byte on.
    record Screen(long from, int columns, int rows, String text) implements Said {}

    /// Whether what is typed in another's terminal goes there.
    record Typing(boolean may) implements Said {}

    record Ended(Ending ending) implements Said {}

    default String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        switch (this) {
            case From(long number) -> json.put("from", number);
            case Starting() -> json.put("state", "starting");
            case Open() -> json.put("state", "open");
            case Took(int bytes) -> json.put("took", bytes);
            case IdleFor(Duration left) -> json.put("idle", left.toSeconds());
            case Wanted(long number) -> json.put("wanted", number);
            case Screen(long from, int columns, int rows, String text) -> json.put("screen", text).put("from", from).put("columns", columns).put("rows", rows);
            case Typing(boolean may) -> json.put("typing", may);
            case Ended(Ending.Exited(int code)) -> json.put("state", "ended").put("exit", code);
            case Ended(Ending.Broken(String why)) -> json.put("state", "ended").put("why", why);
        }
        return json.toString();
    }
}
