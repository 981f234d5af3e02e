package dev.marina.apiserver.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.api.schema.Schema;
import dev.marina.apiserver.schema.BuiltinSchemas;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StrategicMergePatchTest {

    private static final Schema POD = new Schema.Ref("", "io.k8s.api.core.v1.Pod");

    private static String patched(String document, String patch) {
        return StrategicMergePatch.apply(parse(document), bytes(patch), POD, BuiltinSchemas.load()).toString().replace('"', '\'');
    }

    private static Document parse(String text) {
        return Document.parse(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void containersAreMergedByName() {
        assertEquals("{'spec':{'containers':[{'name':'a','image':'new'},{'name':'c','image':'added'},{'name':'b','image':'kept'}]}}",
                patched("{'spec':{'containers':[{'name':'a','image':'old'},{'name':'b','image':'kept'}]}}",
                        "{'spec':{'containers':[{'name':'a','image':'new'},{'name':'c','image':'added'}]}}"));
    }

    @Test
    void anItemMarkedForDeletionGoes() {
        assertEquals("{'spec':{'containers':[{'name':'b'}]}}",
                patched("{'spec':{'containers':[{'name':'a'},{'name':'b'}]}}", "{'spec':{'containers':[{'name':'a','$patch':'delete'}]}}"));
    }

    @Test
    void aReplaceDirectiveReplacesTheWholeList() {
        assertEquals("{'spec':{'containers':[{'name':'c'}]}}",
                patched("{'spec':{'containers':[{'name':'a'},{'name':'b'}]}}", "{'spec':{'containers':[{'$patch':'replace'},{'name':'c'}]}}"));
    }

    @Test
    void theOrderAskedForIsKept() {
        assertEquals("{'spec':{'containers':[{'name':'b'},{'name':'a'},{'name':'server-only'}]}}",
                patched("{'spec':{'containers':[{'name':'a'},{'name':'b'},{'name':'server-only'}]}}",
                        "{'spec':{'$setElementOrder/containers':[{'name':'b'},{'name':'a'}],'containers':[]}}"));
    }

    @Test
    void finalizersAreASetOfScalars() {
        assertEquals("{'metadata':{'finalizers':['a','b']}}",
                patched("{'metadata':{'finalizers':['a']}}", "{'metadata':{'finalizers':['a','b']}}"));
        assertEquals("{'metadata':{'finalizers':['b']}}",
                patched("{'metadata':{'finalizers':['a','b']}}", "{'metadata':{'$deleteFromPrimitiveList/finalizers':['a']}}"));
    }

    @Test
    void commandsAreReplaced() {
        assertEquals("{'spec':{'containers':[{'name':'a','command':['new']}]}}",
                patched("{'spec':{'containers':[{'name':'a','command':['old','list']}]}}", "{'spec':{'containers':[{'name':'a','command':['new']}]}}"));
    }

    @Test
    void nullRemovesAndRetainKeysKeeps() {
        assertEquals("{'metadata':{'labels':{'b':'2'}}}",
                patched("{'metadata':{'labels':{'a':'1','b':'2'}}}", "{'metadata':{'labels':{'a':null}}}"));
        assertEquals("{'spec':{'volumes':[{'name':'v','secret':{'secretName':'s'}}]}}",
                patched("{'spec':{'volumes':[{'name':'v','emptyDir':{}}]}}",
                        "{'spec':{'volumes':[{'$retainKeys':['name','secret'],'name':'v','secret':{'secretName':'s'}}]}}"));
    }

    @Test
    void anItemWithoutItsMergeKeyIsRefused() {
        StatusException refused = assertThrows(StatusException.class,
                () -> patched("{'spec':{'containers':[{'name':'a'}]}}", "{'spec':{'containers':[{'image':'x'}]}}"));

        assertEquals("map: {\"image\":\"x\"} does not contain declared merge key: name", refused.getMessage());
    }
}
