package dev.marina.apiserver.subresource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CauseOfRunTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "Pod shop-7 is Pending. | Pod {web}-7 is Pending.", "Its colour is red, not bored. | Its colour is {color}, not bored.",
            "3 of 3 are ready, 13 were. | {copies} of {copies} are ready, 13 were.", "lab-shop has no shop. | {namespace} has no {web}.",
            "Nothing is there. | Nothing is there."})
    void whatIsThisRunsOwnIsNamedAndNotSaid(String sees, String alike) {
        JsonNode values = Document.parse("{\"web\":\"shop\",\"namespace\":\"lab-shop\",\"color\":\"red\",\"copies\":\"3\",\"none\":\"\"}".getBytes()).root();

        assertEquals(alike, new CauseOfRun(values).of(sees));
    }
}
