package dev.marina.apiserver.crd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Messages as kube-apiserver answers them.
class ConversionReviewTest {

    private static final String OBJECT = """
            {"apiVersion":"g.example.com/v1","kind":"Shop","metadata":{"name":"a","namespace":"n","uid":"u","generation":3,"labels":{"l":"1"}},"spec":{"old":1}}""";
    private static final String CONVERTED = OBJECT.replace("g.example.com/v1", "g.example.com/v2").replace("old", "new");

    private static final ConversionReview REVIEW = ConversionReview.of("v1", "g.example.com/v2", List.of(document(OBJECT)));

    private static Document document(String json) {
        return Document.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] answer(String converted) {
        return response("\"uid\":\"%s\",\"result\":{\"status\":\"Success\"},\"convertedObjects\":[%s]".formatted(REVIEW.uid(), converted));
    }

    private static byte[] response(String response) {
        return "{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"ConversionReview\",\"response\":{%s}}".formatted(response)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String refused(byte[] answer) {
        return assertThrows(ConversionReview.Malformed.class, () -> REVIEW.read(answer)).getMessage();
    }

    @Test
    void whatIsSentNamesTheVersionAndTheObjects() {
        assertEquals(
                "{\"kind\":\"ConversionReview\",\"apiVersion\":\"apiextensions.k8s.io/v1\",\"request\":{\"uid\":\"%s\",\"desiredAPIVersion\":\"g.example.com/v2\",\"objects\":[%s]}}"
                        .formatted(REVIEW.uid(), document(OBJECT)),
                document(new String(REVIEW.body(), StandardCharsets.UTF_8)).toString());
    }

    @Test
    void onlyLabelsAndAnnotationsOfTheMetadataChange() throws Exception {
        Document read = REVIEW
                .read(answer(CONVERTED.replace("\"labels\":{\"l\":\"1\"}", "\"labels\":{\"l\":\"2\"},\"annotations\":{\"x\":\"y\"},\"finalizers\":[\"f\"]")
                        .replace("\"generation\":3", "\"generation\":9")))
                .getFirst();
        assertEquals(
                document("{\"name\":\"a\",\"namespace\":\"n\",\"uid\":\"u\",\"generation\":3,\"labels\":{\"l\":\"2\"},\"annotations\":{\"x\":\"y\"}}").root(),
                read.at("metadata"));
        assertEquals("{\"new\":1}", read.at("spec").toString());
        assertEquals(document("{\"name\":\"a\",\"namespace\":\"n\",\"uid\":\"u\",\"generation\":3}").root(),
                REVIEW.read(answer(CONVERTED.replace(",\"labels\":{\"l\":\"1\"}", ""))).getFirst().at("metadata"));
    }

    @Test
    void anAnswerToSomethingElseIsNone() {
        assertEquals("failed: no response provided",
                refused("{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"ConversionReview\"}".getBytes(StandardCharsets.UTF_8)));
        assertEquals("failed: expected response.uid=\"%s\", got \"x\"".formatted(REVIEW.uid()), refused(response("\"uid\":\"x\"")));
        assertEquals("failed: expected webhook response of apiextensions.k8s.io/v1, Kind=ConversionReview, got v1, Kind=Pod",
                refused("{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}".getBytes(StandardCharsets.UTF_8)));
        assertEquals("failed: not today",
                refused(response("\"uid\":\"%s\",\"result\":{\"status\":\"Failure\",\"message\":\"not today\"}".formatted(REVIEW.uid()))));
        assertEquals("failed: response.result.status was '', not 'Success'", refused(response("\"uid\":\"%s\"".formatted(REVIEW.uid()))));
        assertEquals("returned 2 objects, expected 1", refused(answer(CONVERTED + "," + CONVERTED)));
        assertEquals("returned 0 objects, expected 1", refused(answer("")));
    }

    @Test
    void anotherObjectIsNone() {
        String place = "returned invalid converted object at index 0: ";
        assertEquals(place + "must have the same name: a != b", refused(answer(CONVERTED.replace("\"name\":\"a\"", "\"name\":\"b\""))));
        assertEquals(place + "must have the same namespace: n != m", refused(answer(CONVERTED.replace("\"namespace\":\"n\"", "\"namespace\":\"m\""))));
        assertEquals(place + "must have the same UID: u != w", refused(answer(CONVERTED.replace("\"uid\":\"u\"", "\"uid\":\"w\""))));
        assertEquals(place + "invalid groupVersion (expected g.example.com/v2, received g.example.com/v1)", refused(answer(OBJECT)));
        assertEquals(place + "invalid kind (expected Shop, received Secret)", refused(answer(CONVERTED.replace("Shop", "Secret"))));
        assertEquals("returned invalid metadata in object at index 0: metadata.labels must be texts by their names",
                refused(answer(CONVERTED.replace("{\"l\":\"1\"}", "{\"l\":1}"))));
        assertEquals("returned invalid metadata in object at index 0: metadata.labels: Invalid value: \"a/b/c\": a qualified name must consist of",
                refused(answer(CONVERTED.replace("{\"l\":\"1\"}", "{\"a/b/c\":\"1\"}"))).replaceAll("(must consist of).*", "$1"));
    }
}
