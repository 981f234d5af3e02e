package dev.marina.console.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimeLeftTest {

    @Test
    void eachMarkIsSaidOnceAsItIsPassed() {
        TimeLeft left = new TimeLeft();
        List<Integer> said = IntStream.iterate(2_000, seconds -> seconds >= 0, seconds -> seconds - 10).mapToObj(left::at).filter(OptionalInt::isPresent)
                .map(OptionalInt::getAsInt).toList();
        assertEquals(List.of(30, 15, 5, 1), said);
    }

    @Test
    void whatWasPassedBeforeAnybodyLookedIsNotSaidAndOfSeveralTheLastIs() {
        TimeLeft left = new TimeLeft();
        assertEquals(OptionalInt.empty(), left.at(1_000));
        assertEquals(OptionalInt.of(1), left.at(30));
        assertEquals(OptionalInt.empty(), left.at(0));
    }
}
