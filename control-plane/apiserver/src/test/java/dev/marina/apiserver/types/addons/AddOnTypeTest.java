package dev.marina.apiserver.types.addons;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddOnTypeTest {

    private static final AddOnType TYPE = new AddOnType();

    private static Document addOn(String name, String spec) {
        return TYPE.defaulted(Document.parse("{\"metadata\":{\"name\":\"%s\",\"namespace\":\"default\"},\"spec\":%s}".formatted(name, spec.replace('\'', '"'))
                .getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> wrong(String name, String spec) {
        return TYPE.validateCreate(addOn(name, spec)).stream().map(FieldError::field).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'type':'postgresql'}", "{'type':'redis','size':'large','storage':'10Gi','deletion':'Delete'}",
            "{'type':'mariadb','rotate':'one','restore':'before@two','backup':{'request':'b-1','schedule':'30 3 * * *','keep':20}}", "{'type':'rabbitmq'}"})
    void whatIsRightIsTaken(String spec) {
        assertEquals(List.of(), wrong("db", spec));
    }

    /// Names that would become part of SQL, of a command line, of a path or of an environment.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"db|{}|spec.type", "db|{'type':'oracle'}|spec.type", "db|{'type':'redis','size':'huge'}|spec.size",
            "db|{'type':'redis','deletion':'Maybe'}|spec.deletion", "db|{'type':'redis','storage':'-1Gi'}|spec.storage",
            "db|{'type':'redis','storage':'much'}|spec.storage", "db|{'type':'redis','storage':'0'}|spec.storage",
            "db|{'type':'redis','rotate':'$(reboot)'}|spec.rotate", "db|{'type':'redis','restore':'../../data'}|spec.restore",
            "db|{'type':'redis','restore':'before@$(x)'}|spec.restore",
            "db|{'type':'redis','restore':'@two'}|spec.restore", "db|{'type':'redis','restore':'a@b@c'}|spec.restore",
            "db|{'type':'redis','backup':{'request':'a b'}}|spec.backup.request",
            "db|{'type':'redis','backup':{'request':'x; DROP TABLE y'}}|spec.backup.request",
            "db|{'type':'redis','backup':{'schedule':'now and then'}}|spec.backup.schedule", "db|{'type':'redis','backup':{'keep':0}}|spec.backup.keep",
            "db|{'type':'redis','backup':{'keep':1000000}}|spec.backup.keep", "db|{'type':'redis','backup':{'storage':'x'}}|spec.backup.storage",
            "1db|{'type':'redis'}|metadata.name", "a-name-of-more-characters-than-its-jobs-can-bear|{'type':'redis'}|metadata.name"})
    void whatIsWrongIsNamed(String name, String spec, String field) {
        assertEquals(List.of(field), wrong(name, spec));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{'type':'redis'}|{'type':'postgresql'}|spec.type", "{'type':'redis','storage':'2Gi'}|{'type':'redis'}|spec.storage",
            "{'type':'redis','backup':{'storage':'2Gi'}}|{'type':'redis'}|spec.backup.storage",
            "{'type':'redis'}|{'type':'redis','storage':'2Gi','size':'large'}|"})
    void whatItIsDoesNotChangeAndWhatItHoldsDoesNotShrink(String before, String after, String field) {
        List<String> found = TYPE.validateUpdate(addOn("db", after), addOn("db", before)).stream().map(FieldError::field).toList();

        assertEquals(field == null ? List.of() : List.of(field), found);
    }
}
