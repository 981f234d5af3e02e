package dev.marina.apiserver.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 6902, and RFC 7386 at the end.
class JsonPatchTest {

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{'a':1}           | [{'op':'add','path':'/b','value':2}]                | {'a':1,'b':2}",
            "{'a':[1,3]}       | [{'op':'add','path':'/a/1','value':2}]              | {'a':[1,2,3]}",
            "{'a':[1]}         | [{'op':'add','path':'/a/-','value':2}]              | {'a':[1,2]}",
            "{'a':1,'b':2}     | [{'op':'remove','path':'/a'}]                       | {'b':2}",
            "{'a':1}           | [{'op':'replace','path':'/a','value':{'b':2}}]      | {'a':{'b':2}}",
            "{'a':1}           | [{'op':'move','from':'/a','path':'/b'}]             | {'b':1}",
            "{'a':{'x':1}}     | [{'op':'copy','from':'/a','path':'/b'}]             | {'a':{'x':1},'b':{'x':1}}",
            "{'a/b':1,'m~n':2} | [{'op':'remove','path':'/a~1b'},{'op':'test','path':'/m~0n','value':2}] | {'m~n':2}"})
    void appliesEachOperation(String document, String patch, String expected) {
        assertEquals(Document.parse(bytes(expected)), JsonPatch.apply(Document.parse(bytes(document)), bytes(patch)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "[{'op':'remove','path':'/missing'}]           | 422",
            "[{'op':'replace','path':'/missing','value':1}]| 422",
            "[{'op':'test','path':'/a','value':2}]         | 422",
            "[{'op':'add','path':'/list/9','value':1}]     | 422",
            "[{'op':'add','path':'/b'}]                    | 400",
            "[{'op':'conjure','path':'/a'}]                | 400",
            "{'op':'remove'}                               | 400",
            "[{'op':'remove','path':''}]                  | 422",
            "[{'op':'move','from':'','path':'/a'}]        | 422",
            "no json                                       | 400"})
    void refusesWhatDoesNotApply(String patch, int code) {
        Document document = Document.parse(bytes("{'a':1,'list':[]}"));

        assertEquals(code, assertThrows(StatusException.class, () -> JsonPatch.apply(document, bytes(patch))).code());
    }

    @Test
    void moreThanTenThousandOperationsAreTooMany() {
        String patch = "[" + "{'op':'test','path':'/a','value':1},".repeat(10_000) + "{'op':'test','path':'/a','value':1}]";

        assertEquals(413, assertThrows(StatusException.class, () -> JsonPatch.apply(Document.parse(bytes("{'a':1}")), bytes(patch))).code());
    }

    @Test
    void copiesOfCopiesComeToAnEnd() {
        String patch = "[{'op':'copy','from':'/a','path':'/a/x'}"
                + ",{'op':'copy','from':'/a','path':'/a/y'},{'op':'copy','from':'/a','path':'/a/x'}".repeat(40) + "]";

        StatusException refused = assertThrows(StatusException.class, () -> JsonPatch.apply(Document.parse(bytes("{'a':{'b':'0123456789'}}")), bytes(patch)));
        assertEquals(422, refused.code());
        assertTrue(refused.getMessage().contains("exceeding the limit 3145728"), refused.getMessage());
    }

    @Test
    void aMergePatchMergesObjectsAndReplacesTheRest() {
        assertEquals(Document.parse(bytes("{'a':{'x':1,'z':3},'l':[2]}")),
                MergePatch.apply(Document.parse(bytes("{'a':{'x':1,'y':2},'l':[1]}")), bytes("{'a':{'y':null,'z':3},'l':[2]}")));
    }
}
