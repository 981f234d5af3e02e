package dev.marina.tenancy.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.it.Rest.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Backups of clusters, their schedule, and what is restored from them.
class BackupsIT extends TenancyDeployment {

    @Test
    void anOwnerBacksTheirClusterUpAndRestoresIt() throws Exception {
        String owner = owner("saved");
        rest().join("saved", owner, "dev@saved.test", "developer", PASSWORD);
        String backups = "v1/tenants/saved/clusters/default/backups";

        Answer made = rest().post(backups, owner, "");
        assertEquals(202, made.status(), made.toString());
        String name = made.json().path("name").asText();
        assertEquals("/api/" + backups + "/" + name, made.response().headers().firstValue("Location").orElseThrow().replaceFirst("^https?://[^/]+", ""));
        Answer read = rest().get(backups + "/" + name, owner);
        assertEquals("Checked 7 2",
                read.json().path("phase").asText() + " " + read.json().path("version").asText() + " " + read.json().path("objects").asInt());
        assertEquals(5, read.json().at("/leftOut/events").asInt(), read.toString());
        assertEquals("1 data Verified 4096", read.json().at("/volumes/count").asText() + " " + read.json().at("/volumes/items/0/claim").asText() + " "
                + read.json().at("/volumes/items/0/phase").asText() + " " + read.json().at("/volumes/items/0/bytesDone").asText());
        assertEquals(1, rest().get(backups, token("dev@saved.test")).json().path("items").size(), "every member sees which there are");
        assertEquals("1 1", rest().get("v1/tenants/saved/quota", owner).json().at("/used/backups").asText() + " "
                + rest().get(backups + "?limit=1", owner).json().path("items").size());

        Answer restored = rest().post("v1/tenants/saved/clusters/default/restores", owner,
                "{\"backup\":\"%s\",\"namespaces\":[\"prod\"],\"existing\":\"replace\"}".formatted(name));
        assertEquals(202, restored.status(), restored.toString());
        Answer seen = rest().get("v1/tenants/saved/clusters/default/restores/" + restored.json().path("name").asText(), owner);
        assertEquals("replace prod Complete 2", seen.json().path("existing").asText() + " " + seen.json().at("/namespaces/0").asText() + " "
                + seen.json().path("phase").asText() + " " + seen.json().path("made").asInt());
        Answer again = rest().post(backups + "/" + name + "/clusters", owner, "{\"name\":\"again\"}");
        assertEquals(201, again.status(), again.toString());
        assertEquals(0, again.json().at("/nodes/wanted").asInt(-1), "it begins without nodes");

        assertEquals(202, rest().call("DELETE", backups + "/" + name, owner, "", Map.of()).status());
        assertTrue(rest().get(backups + "/" + name, owner).problem(404));
        assertTrue(rest().post("v1/tenants/saved/clusters/default/restores", owner, "{\"backup\":\"%s\"}".formatted(name)).problem(409));
    }

    @Test
    void theArchiveHasAFileForEachObjectAndIsForOwners() throws Exception {
        String owner = owner("archived");
        rest().join("archived", owner, "dev@archived.test", "developer", PASSWORD);
        String backups = "v1/tenants/archived/clusters/default/backups";
        String name = rest().post(backups, owner, "").json().path("name").asText();

        Answer archive = rest().call("GET", backups + "/" + name + "/archive", owner, "", Map.of("Accept", "application/zip"));

        assertEquals(200, archive.status(), archive.toString());
        assertEquals("application/zip", archive.response().headers().firstValue("Content-Type").orElse(""));
        assertEquals("attachment; filename=\"archived-%s.zip\"".formatted(name), archive.response().headers().firstValue("Content-Disposition").orElse(""));
        assertTrue(archive.body().startsWith("PK") && archive.body().contains("namespaces/prod/configmaps/web.json")
                && archive.body().contains("cluster/secrets/a%3Ab.json") && archive.body().contains("backup.json"), archive.body());
        assertTrue(rest().get(backups + "/" + name + "/archive", token("dev@archived.test")).problem(403), "developers have no such permission");
        assertTrue(rest().get(backups + "/none/archive", owner).problem(404));
    }

    @Test
    void aScheduleIsSetByWhoHasSeenHowItIs() throws Exception {
        String owner = owner("nightly");
        String schedule = "v1/tenants/nightly/clusters/default/backup-schedule";
        assertTrue(rest().get(schedule, owner).problem(404));

        Answer set = rest().call("PUT", schedule, owner, "{\"schedule\":\"30 3 * * *\",\"timeZone\":\"Europe/Berlin\",\"keep\":3}", Map.of());
        assertEquals(200, set.status(), set.toString());
        Answer changed = rest().call("PUT", schedule, owner, "{\"schedule\":\"@daily\",\"volumes\":\"none\"}", Map.of("If-Match", set.tag()));
        Answer late = rest().call("PUT", schedule, owner, "{\"schedule\":\"@weekly\"}", Map.of("If-Match", set.tag()));

        assertEquals("@daily 7 none", changed.json().path("schedule").asText() + " " + changed.json().path("keep").asInt() + " "
                + changed.json().path("volumes").asText(), changed.toString());
        assertTrue(late.problem(412), late.toString());
        assertEquals("2026-02-01T03:30:00Z", rest().get(schedule, owner).json().path("next").asText());
        assertTrue(rest().call("PUT", schedule, owner, "{\"schedule\":\"@daily\",\"keep\":0,\"keepDays\":9999}", Map.of()).body()
                .contains("\"field\":\"keepDays\""));
        assertEquals(204, rest().call("DELETE", schedule, owner, "", Map.of()).status());
        assertEquals(204, rest().call("DELETE", schedule, owner, "", Map.of()).status());
    }

    @Test
    void whatIsWrongIsNamedAndNothingOfAnotherTenantIsReached() throws Exception {
        String owner = owner("careful");
        String stranger = owner("not-careful");
        String base = "v1/tenants/careful/clusters/default/";
        String name = rest().post(base + "backups", owner, "").json().path("name").asText();

        for (String wrong : List.of("{\"backup\":\"%s\",\"existing\":\"merge\"}".formatted(name), "{}", "{\"backup\":\"x\",\"cluster\":\"y\"}")) {
            assertTrue(rest().post(base + "restores", owner, wrong).problem(400), wrong);
        }
        assertTrue(rest().post(base + "backups/" + name + "/clusters", owner, "{\"name\":\"Bad_Name\"}").body().contains("\"field\":\"name\""));
        assertTrue(rest().post("v1/tenants/careful/clusters/none/backups", owner, "").problem(404));
        assertTrue(rest().get("v1/tenants/careful/clusters/other/backups/" + name, owner).problem(404), "it is of another cluster");
        assertTrue(rest().post(base + "backups?volumes=some", owner, "").problem(400), "all or none");
        assertEquals(0, rest().post(base + "backups?volumes=none", owner, "").json().at("/volumes/count").asInt(-1));
        assertTrue(rest().post(base + "backups", owner, "").problem(403), "the plan allows no third");
        assertTrue(rest().get(base + "backups/" + name, stranger).problem(403));
        assertTrue(rest().post("v1/tenants/not-careful/clusters/default/restores", stranger, "{\"backup\":\"%s\"}".formatted(name)).problem(409),
                "a tenant has backups of its own only");
    }
}
