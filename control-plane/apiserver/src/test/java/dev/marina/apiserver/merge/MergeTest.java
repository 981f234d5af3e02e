package dev.marina.apiserver.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.schema.Schema;
import dev.marina.apiserver.fieldset.FieldSet;
import dev.marina.apiserver.schema.BuiltinSchemas;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Values are written with single quotes.
class MergeTest {

    private static final SchemaShapes SHAPES = new SchemaShapes(BuiltinSchemas.load());
    private static final Shape POD = shape("io.k8s.api.core.v1.Pod");
    private static final Shape SERVICE = shape("io.k8s.api.core.v1.Service");
    private static final Shape LISTS = new Shape.Granular(name -> Optional.of(switch (name) {
        case "keyed" -> new Shape.KeyedList(List.of("name"), Map.of(), () -> Shape.DEDUCED);
        case "set" -> new Shape.SetOf();
        case "atomic" -> Shape.WHOLE;
        default -> Shape.DEDUCED;
    }), Optional.empty());

    private static Shape shape(String name) {
        return SHAPES.of(new Schema.Ref("", name));
    }

    private static JsonNode value(String text) {
        return Document.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)).root();
    }

    private static String merged(String live, String configuration, Shape shape) {
        return Merge.of(value(live), value(configuration), shape).toString().replace('"', '\'');
    }

    private static String keyed(String names) {
        return "{'keyed':[" + String.join(",", names.chars().mapToObj(name -> "{'name':'" + (char) name + "'}").toList()) + "]}";
    }

    @Test
    void whatIsAppliedWinsAndNothingElseIsLost() {
        assertEquals("{'spec':{'containers':[{'name':'a','image':'new','command':['kept']},{'name':'b'}],'nodeName':'n'}}",
                merged("{'spec':{'containers':[{'name':'a','image':'old','command':['kept']},{'name':'b'}],'nodeName':'n'}}",
                        "{'spec':{'containers':[{'name':'a','image':'new'}]}}", POD));
    }

    /// Upstream's cases of merged order.
    @Test
    void itemsStandInTheAppliedOrderAndOthersStayBehindTheirNeighbours() {
        for (String[] c : new String[][] {
                {"", "abc", "abc"}, {"abc", "abc", "abc"}, {"abc", "cba", "cba"}, {"abc", "d", "abcd"}, {"abc", "ad", "abcd"},
                {"abc", "da", "dabc"}, {"axb", "ab", "axb"}, {"axb", "ba", "xba"}, {"xab", "ba", "xba"}, {"abx", "ba", "bxa"},
                {"abcd", "db", "acdb"}}) {
            assertEquals(keyed(c[2]), merged(keyed(c[0]), keyed(c[1]), LISTS), c[0] + " + " + c[1]);
        }
    }

    @Test
    void setsAreUnitedAndAtomicListsReplaced() {
        assertEquals("{'set':['b','a','c']}", merged("{'set':['b','a']}", "{'set':['a','c']}", LISTS));
        assertEquals("{'atomic':[3]}", merged("{'atomic':[1,2]}", "{'atomic':[3]}", LISTS));
    }

    @Test
    void portsAreTheSameWithAndWithoutTheProtocolThatIsMeant() {
        assertEquals("{'spec':{'ports':[{'port':80,'protocol':'TCP','name':'web'}]}}",
                merged("{'spec':{'ports':[{'port':80,'protocol':'TCP'}]}}", "{'spec':{'ports':[{'port':80,'name':'web'}]}}", SERVICE));
    }

    @Test
    void atomicMapsAreReplaced() {
        assertEquals("{'spec':{'selector':{'b':'2'}}}", merged("{'spec':{'selector':{'a':'1'}}}", "{'spec':{'selector':{'b':'2'}}}", SERVICE));
    }

    @Test
    void anEmptyObjectIsSomethingAndStays() {
        assertEquals("{'spec':{'volumes':[{'name':'v','emptyDir':{}}]}}", merged("{}", "{'spec':{'volumes':[{'name':'v','emptyDir':{}}]}}", POD));
    }

    @Test
    void whatIsMentionedAreLeavesItemsAndKeysOfMaps() {
        assertEquals("""
                .metadata.labels.app
                .spec.containers[name="main"]
                .spec.containers[name="main"].image
                .spec.containers[name="main"].name
                .spec.containers[name="main"].ports[containerPort=80,protocol="TCP"]
                .spec.containers[name="main"].ports[containerPort=80,protocol="TCP"].containerPort
                .spec.nodeSelector
                .spec.volumes[name="v"]
                .spec.volumes[name="v"].emptyDir
                .spec.volumes[name="v"].name""",
                sorted(MentionedFields.of(value("{'metadata':{'labels':{'app':'a'}},'spec':{'nodeSelector':{'x':'y'},'containers':"
                        + "[{'name':'main','image':'i','ports':[{'containerPort':80}]}],'volumes':[{'name':'v','emptyDir':{}}]}}"), POD).toString()));
    }

    private static String sorted(String lines) {
        return String.join("\n", lines.lines().sorted().toList());
    }

    private static String compared(String before, String after, Shape shape) {
        Comparison difference = Comparison.of(value(before), value(after), shape);
        return "+%s ~%s -%s".formatted(sorted(difference.added().toString()), sorted(difference.modified().toString()), sorted(difference.removed().toString()))
                .replace('\n', ',');
    }

    @Test
    void addedModifiedAndRemovedFieldsAreToldApart() {
        assertEquals("+.a ~.b -.c", compared("{'b':1,'c':1,'d':1}", "{'a':1,'b':2,'d':1.0}", Shape.DEDUCED));
        assertEquals("+.keyed[name=\"c\"],.keyed[name=\"c\"].name ~.keyed[name=\"b\"].x -.keyed[name=\"a\"],.keyed[name=\"a\"].name",
                compared("{'keyed':[{'name':'a'},{'name':'b','x':1}]}", "{'keyed':[{'name':'b','x':2},{'name':'c'}]}", LISTS));
        assertEquals("+.set[=\"c\"] ~ -.set[=\"a\"]", compared("{'set':['a','b']}", "{'set':['b','c']}", LISTS));
        assertEquals("+ ~.atomic -", compared("{'atomic':[1,2]}", "{'atomic':[2,1]}", LISTS));
    }

    @Test
    void whatChangesItsKindGoesWithAllItHad() {
        assertEquals("+ ~.a -.a.b", compared("{'a':{'b':1}}", "{'a':[1]}", Shape.DEDUCED));
        assertEquals("+.a.b ~.a -", compared("{'a':1}", "{'a':{'b':1}}", Shape.DEDUCED));
    }

    @Test
    void itemsThatAreThereTwiceCountAsOne() {
        assertEquals("+.set[=\"a\"] ~ -.set[=\"a\"]", compared("{'set':['a']}", "{'set':['a','a']}", LISTS));
        assertEquals("+ ~ -", compared("{'set':['a','a']}", "{'set':['a','a']}", LISTS));
        assertEquals("+.set[=\"a\"] ~ -.set[=\"a\"]", compared("{'set':['a','a']}", "{'set':['a']}", LISTS));
    }

    private static String refused(String configuration, Shape shape) {
        return assertThrows(InvalidConfiguration.class, () -> ConfigurationCheck.check(value(configuration), shape)).getMessage();
    }

    @Test
    void aConfigurationWithoutItsTypesShapeIsRefusedWithThePlace() {
        assertEquals(".spec.foo: field not declared in schema", refused("{'spec':{'foo':1}}", POD));
        assertEquals(".spec.containers: duplicate entries for key [name=\"a\"]", refused("{'spec':{'containers':[{'name':'a'},{'name':'a'}]}}", POD));
        assertEquals(".spec.containers: element 0: associative list with keys has an element that omits all key fields [\"name\"] "
                + "(and doesn't have default values for any key fields)", refused("{'spec':{'containers':[{'image':'a'}]}}", POD));
        assertEquals(".spec.containers[name=\"a\"].env: expected list, got 3", refused("{'spec':{'containers':[{'name':'a','env':3}]}}", POD));
        assertEquals(".metadata.labels: expected map, got []", refused("{'metadata':{'labels':[]}}", POD));
    }

    @Test
    void ofWhatHasBecomeOneWholeTheWholeIsOwned() {
        Shape now = new Shape.Granular(
                name -> Optional.of(name.equals("whole") ? Shape.WHOLE : new Shape.Granular(_ -> Optional.empty(), Optional.of(Shape.WHOLE))),
                Optional.empty());
        var owned = MentionedFields.of(value("{'whole':{'a':1},'parts':{'b':1}}"), new Shape.Granular(_ -> Optional.empty(), Optional.of(Shape.DEDUCED)))
                .difference(FieldSet.fields("parts", "b"));

        assertEquals(".parts,.whole,.parts.c", ShapedSets.reconciled(owned, value("{'whole':{'a':1},'parts':{'c':1}}"), now).toString().replace('\n', ','));
    }
}
