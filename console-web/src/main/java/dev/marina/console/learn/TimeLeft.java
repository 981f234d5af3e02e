package dev.marina.console.learn;

import java.util.OptionalInt;

/// How much time is left, looked at again and again: half an hour, fifteen minutes, five and one before the end are said once, and nothing is said that was over
/// before anybody looked.
final class TimeLeft {

    private static final int[] SAID = {1_800, 900, 300, 60};

    private int before = Integer.MAX_VALUE;

    /// The minutes to say now, if there is something to say.
    OptionalInt at(int seconds) {
        OptionalInt said = OptionalInt.empty();
        for (int mark : SAID) {
            if (seconds <= mark && before > mark && before != Integer.MAX_VALUE) {
                said = OptionalInt.of(mark / 60);
            }
        }
        before = seconds;
        return said;
    }
}
