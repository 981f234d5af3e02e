package dev.marina.apiserver.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.marina.api.StatusException;
import org.junit.jupiter.api.Test;

class StatusMapperTest {

    @Test
    void aListThatCannotGoOnAsItWasIsToldHowItCan() {
        StatusException expired = new StatusException(410, "Expired", "too old", StatusException.Details.NONE, "abc");
        assertEquals("abc", StatusMapper.document(expired).text("metadata", "continue"));
        assertFalse(StatusMapper.document(StatusException.gone("too old")).has("metadata", "continue"));
    }
}
