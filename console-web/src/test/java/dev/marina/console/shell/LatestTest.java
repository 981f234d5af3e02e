package dev.marina.console.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LatestTest {

    private final List<String> shown = new ArrayList<>();
    private final Latest<String> latest = new Latest<>(shown::add);

    @Test
    void anAnswerThatComesLateDoesNotTakeThePlaceOfALaterOne() throws Exception {
        CountDownLatch reads = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        CompletableFuture<Latest.Answer<String>> slow = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                slow.complete(latest.ask(() -> {
                    reads.countDown();
                    answers.await();
                    return "Open";
                }));
            } catch (Exception failure) {
                slow.completeExceptionally(failure);
            }
        });
        reads.await();

        latest.show(latest.ask(() -> "Closed"));
        answers.countDown();
        latest.show(slow.get());

        assertEquals(List.of("Closed"), shown);
    }

    @Test
    void answersInTheirOrderAreShownEach() throws Exception {
        latest.show(latest.ask(() -> "Open"));
        latest.show(latest.ask(() -> "Closed"));

        assertEquals(List.of("Open", "Closed"), shown);
    }
}
