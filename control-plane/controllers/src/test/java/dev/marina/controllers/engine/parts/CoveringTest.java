package dev.marina.controllers.engine.parts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoveringTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{'a':1,'b':2}            | {'a':1}             | true",
            "{'a':1}                  | {'a':1,'b':2}       | false",
            "{'a':2}                  | {'a':1}             | false",
            "{'a':{'b':{'c':1}}}      | {'a':{'b':{}}}      | true",
            "{'l':[{'n':'x'},{'n':'y','z':1}]} | {'l':[{'n':'y'}]} | true",
            "{'l':[{'n':'x'}]}        | {'l':[{'n':'y'}]}   | false",
            "{'cpu':'500m'}           | {'cpu':'0.5'}       | true",
            "{'cpu':'1'}              | {'cpu':1}           | true",
            "{}                       | {'value':''}        | true"})
    void anObjectMaySayMoreThanWhatIsWanted(String present, String wanted, boolean covered) {
        assertEquals(covered, Covering.covers(json(present), json(wanted)));
    }

    private static com.fasterxml.jackson.databind.JsonNode json(String text) {
        return Document.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)).root();
    }
}
