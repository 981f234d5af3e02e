package dev.marina.apiserver.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedFormsTest {

    private record Made(int number, long size) implements SharedForms.Sized {}

    private final AtomicInteger count = new AtomicInteger();

    private Made make(long size) {
        return new Made(count.incrementAndGet(), size);
    }

    @Test
    void aFormIsMadeOnceForItsSource() {
        SharedForms forms = new SharedForms(1 << 20);
        Object source = new Object();

        assertSame(forms.of(source, "table", () -> make(10)), forms.of(source, "table", () -> make(10)));
        assertEquals(1, count.get());
    }

    @Test
    void anotherFormAndAnEqualSourceAreMadeAnew() {
        SharedForms forms = new SharedForms(1 << 20);
        String source = new String("same");
        Made first = forms.of(source, "table", () -> make(10));

        assertNotSame(first, forms.of(source, "metadata", () -> make(10)));
        assertNotSame(first, forms.of(new String("same"), "table", () -> make(10)));
    }

    @Test
    void beyondTheBudgetTheOldestIsForgotten() {
        SharedForms forms = new SharedForms(10_000);
        Object oldest = new Object();
        forms.of(oldest, "line", () -> make(2_000));
        for (int i = 0; i < 10; i++) {
            forms.of(new Object(), "line", () -> make(2_000));
        }

        assertTrue(forms.bytes() <= 10_000, () -> forms.bytes() + " bytes");
        int before = count.get();
        forms.of(oldest, "line", () -> make(2_000));
        assertEquals(before + 1, count.get());
    }
}
