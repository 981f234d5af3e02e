package dev.marina.tenancy.rest;

import dev.marina.tenancy.backup.Backups;
import dev.marina.tenancy.cluster.ClusterCreation;
import dev.marina.tenancy.cluster.ClusterDeletion;
import dev.marina.tenancy.cluster.Clusters;
import dev.marina.tenancy.identity.Identities;
import dev.marina.tenancy.identity.KeycloakCalls;
import dev.marina.tenancy.identity.KeycloakIdentities;
import dev.marina.tenancy.identity.PasswordGrant;
import dev.marina.tenancy.image.GateRegistry;
import dev.marina.tenancy.image.ImageRegistry;
import dev.marina.tenancy.image.NoRegistry;
import dev.marina.tenancy.image.RegistryLogins;
import dev.marina.tenancy.invitation.InvitationRecords;
import dev.marina.tenancy.invitation.Invitations;
import dev.marina.tenancy.lifecycle.Expiry;
import dev.marina.tenancy.lifecycle.ExpiryNotice;
import dev.marina.tenancy.lifecycle.Extension;
import dev.marina.tenancy.lifecycle.JpaExpiryRecords;
import dev.marina.tenancy.lifecycle.Suspension;
import dev.marina.tenancy.lifecycle.TenantDeletion;
import dev.marina.tenancy.mail.MailCatcher;
import dev.marina.tenancy.mail.Mailer;
import dev.marina.tenancy.mail.SmtpMailer;
import dev.marina.tenancy.management.ControlPlaneCalls;
import dev.marina.tenancy.management.KubernetesBackups;
import dev.marina.tenancy.management.KubernetesExams;
import dev.marina.tenancy.management.KubernetesLabs;
import dev.marina.tenancy.management.KubernetesManagementCluster;
import dev.marina.tenancy.management.ManagementBackups;
import dev.marina.tenancy.management.ManagementCluster;
import dev.marina.tenancy.management.ManagementExams;
import dev.marina.tenancy.management.ManagementLabs;
import dev.marina.tenancy.member.JpaMemberRecords;
import dev.marina.tenancy.member.Memberships;
import dev.marina.tenancy.member.Publishing;
import dev.marina.tenancy.person.PasswordResetRecords;
import dev.marina.tenancy.person.People;
import dev.marina.tenancy.procedure.JpaJournal;
import dev.marina.tenancy.procedure.Procedure;
import dev.marina.tenancy.procedure.Procedures;
import dev.marina.tenancy.procedure.StepRunner;
import dev.marina.tenancy.settings.Settings;
import dev.marina.tenancy.signup.JpaRegistrationRecords;
import dev.marina.tenancy.signup.JpaTenantRecords;
import dev.marina.tenancy.signup.PasswordChange;
import dev.marina.tenancy.signup.PasswordReset;
import dev.marina.tenancy.signup.Registration;
import dev.marina.tenancy.signup.SignupCodes;
import dev.marina.tenancy.signup.TenantCreation;
import dev.marina.tenancy.teaching.ClassClosing;
import dev.marina.tenancy.teaching.ClassResults;
import dev.marina.tenancy.teaching.Classes;
import dev.marina.tenancy.teaching.ExamAttempts;
import dev.marina.tenancy.teaching.GivenExams;
import dev.marina.tenancy.teaching.Helping;
import dev.marina.tenancy.teaching.Joining;
import dev.marina.tenancy.teaching.OpenedSources;
import dev.marina.tenancy.teaching.JpaClassRecords;
import dev.marina.tenancy.teaching.JpaExamRecords;
import dev.marina.tenancy.teaching.JpaHelpRecords;
import dev.marina.tenancy.tenant.Tenants;
import dev.marina.tenancy.token.ApiTokenRecords;
import dev.marina.tenancy.token.ApiTokens;
import dev.marina.tenancy.usage.BudgetWatch;
import dev.marina.tenancy.usage.JpaBudgetRecords;
import dev.marina.tenancy.usage.UsageMeter;
import dev.marina.tenancy.usage.UsageRecords;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Readiness;
import org.slf4j.LoggerFactory;

/// How the parts are put together; everything that is not an entity, a repository or a resource is made here.
@ApplicationScoped
public class Wiring {

    @Produces
    @Singleton
    Settings settings(Config config) {
        // As it stands: a password may have what would be an expression.
        Settings settings = Settings.from(name -> Optional.ofNullable(config.getConfigValue(name).getRawValue()));
        LoggerFactory.getLogger(Wiring.class).atInfo().addKeyValue("settings", settings).log("tenancy configured");
        return settings;
    }

    @Produces
    @Singleton
    Identities identities(Settings settings, KeycloakCalls calls) {
        return new KeycloakIdentities(settings, calls);
    }

    void close(@Disposes Identities identities) throws Exception {
        closed(identities);
    }

    /// Not every implementation holds something open.
    private static void closed(Object edge) throws Exception {
        if (edge instanceof AutoCloseable open) {
            open.close();
        }
    }

    @Produces
    @Singleton
    ManagementCluster management(Settings settings, ControlPlaneCalls calls) {
        return new KubernetesManagementCluster(settings.kubeconfig(), calls);
    }

    void close(@Disposes ManagementCluster management) throws Exception {
        closed(management);
    }

    @Produces
    @Singleton
    ManagementBackups managementBackups(Settings settings, ControlPlaneCalls calls) {
        return new KubernetesBackups(settings.kubeconfig(), calls);
    }

    void close(@Disposes ManagementBackups backups) throws Exception {
        closed(backups);
    }

    @Produces
    @Singleton
    Backups backups(ManagementBackups management, Clusters clusters) {
        return new Backups(management, clusters);
    }

    @Produces
    @Readiness
    @ApplicationScoped
    HealthCheck database(Tenants tenants, Pings pings) {
        return new PartCheck("database", () -> pings.ask(tenants::ping));
    }

    @Produces
    @Readiness
    @ApplicationScoped
    HealthCheck keycloak(Identities identities, Pings pings) {
        return new PartCheck("keycloak", () -> pings.ask(identities::ping));
    }

    @Produces
    @Readiness
    @ApplicationScoped
    HealthCheck controlPlane(ManagementCluster management, Pings pings) {
        return new PartCheck("control-plane", () -> pings.ask(management::ping));
    }

    @Produces
    @Singleton
    PasswordGrant passwordGrant(Settings settings, KeycloakCalls calls) {
        return new PasswordGrant(settings, calls);
    }

    @Produces
    @Singleton
    Mailer mailer(Settings settings) {
        return settings.smtp().<Mailer>map(SmtpMailer::new).orElseGet(() -> new MailCatcher(settings.caughtMail(), Clock.systemUTC()));
    }

    @Produces
    @Singleton
    Sender sender(Settings settings) {
        return new Sender(settings);
    }

    @Produces
    @Singleton
    RequestLimits requestLimits(Settings settings) {
        return new RequestLimits(settings, Clock.systemUTC());
    }

    @Produces
    @Singleton
    Work work(Tenants tenants, Identities identities, Publishing publishing, ManagementCluster management, JpaJournal journal,
            JpaExpiryRecords expiry, Mailer mailer, ImageRegistry images, JpaClassRecords classes, ClassResults results, ManagementLabs labs,
            JpaExamRecords examRecords, ManagementExams exams, Settings settings) {
        JpaTenantRecords records = new JpaTenantRecords(tenants, Clock.systemUTC());
        return new Work(TenantCreation.procedure(records, identities, publishing, management),
                TenantDeletion.procedure(records, identities, management, images, journal::openWithin),
                ClusterCreation.procedure(management), ClusterDeletion.procedure(management),
                ExpiryNotice.procedure(expiry, mailer, settings.expiryGrace(), settings.consoleUrl(), Clock.systemUTC()),
                ClassClosing.procedure(classes, results, labs, management,
                        input -> ExamAttempts.kept(examRecords, exams, input.tenantId(), input.id(), Clock.systemUTC().instant()), Clock.systemUTC()),
                ExamAttempts.procedure(examRecords, exams, Clock.systemUTC()), OpenedSources.procedure(classes, labs, Clock.systemUTC()));
    }

    @Produces
    @Singleton
    ImageRegistry imageRegistry(Settings settings) {
        return settings.registry().<ImageRegistry>map(GateRegistry::new).orElseGet(NoRegistry::new);
    }

    @Produces
    @Singleton
    RegistryLogins registryLogins(Tenants tenants, ApiTokens tokens, ManagementCluster management, PasswordGrant passwords, Settings settings) {
        return new RegistryLogins(tenants, tokens, management, passwords, settings.operatorSecret());
    }

    @Produces
    @Singleton
    Procedures procedures(JpaJournal journal, Work work) {
        return new Procedures(journal, work.all(), StepRunner.PLAIN, Clock.systemUTC());
    }

    @Produces
    @Singleton
    TenantCreation tenantCreation(Work work, Procedures procedures) {
        return new TenantCreation(work.tenantCreation(), procedures);
    }

    @Produces
    @Singleton
    TenantDeletion tenantDeletion(Work work, Procedures procedures) {
        return new TenantDeletion(work.tenantDeletion(), procedures);
    }

    @Produces
    @Singleton
    Suspension suspension(Tenants tenants, Publishing publishing) {
        return new Suspension(tenants, publishing, Clock.systemUTC());
    }

    @Produces
    @Singleton
    Extension extension(Tenants tenants, Publishing publishing) {
        return new Extension(tenants, publishing, Clock.systemUTC());
    }

    @Produces
    @Singleton
    Expiry expiry(JpaExpiryRecords records, Publishing publishing, TenantDeletion deletion, Work work, Procedures procedures,
            Settings settings) {
        return new Expiry(records, new ExpiryNotice(work.expiryNotice(), procedures), publishing, deletion, work.tenantCreation(),
                new Expiry.Times(settings.expiryNotice(), settings.expiryGrace()), Clock.systemUTC());
    }

    @Produces
    @Singleton
    Registration registration(Settings settings, SignupCodes codes, JpaRegistrationRecords records, Identities identities, TenantCreation creation,
            Mailer mailer) {
        return new Registration(codes, records, identities, creation, mailer, settings.consoleUrl(), Clock.systemUTC());
    }

    @Produces
    @Singleton
    SignupCodes signupCodes(Settings settings, Instance<Joining> joining) {
        // Asked for when it is needed: joining makes clusters, and clusters are made by what makes tenants.
        return new SignupCodes(settings.signup(), (code, now) -> joining.get().signUp(code, now));
    }

    @Produces
    @Singleton
    ManagementLabs managementLabs(Settings settings, ControlPlaneCalls calls) {
        return new KubernetesLabs(settings.kubeconfig(), calls);
    }

    void close(@Disposes ManagementLabs labs) throws Exception {
        closed(labs);
    }

    @Produces
    @Singleton
    ManagementExams managementExams(Settings settings, ControlPlaneCalls calls) {
        return new KubernetesExams(settings.kubeconfig(), calls);
    }

    void close(@Disposes ManagementExams exams) throws Exception {
        closed(exams);
    }

    @Produces
    @Singleton
    GivenExams givenExams(JpaExamRecords records, ManagementExams exams) {
        return new GivenExams(records, exams, Clock.systemUTC());
    }

    @Produces
    @Singleton
    ExamAttempts examAttempts(JpaExamRecords records, ManagementExams exams, Procedures procedures, Work work) {
        return new ExamAttempts(records, exams, procedures, work.examAttempt(), Clock.systemUTC());
    }

    @Produces
    @Singleton
    Classes classes(JpaClassRecords records, ManagementLabs labs) {
        return new Classes(records, labs, Clock.systemUTC());
    }

    @Produces
    @Singleton
    ClassResults classResults(JpaClassRecords records, ManagementLabs labs) {
        return new ClassResults(records, labs, Clock.systemUTC());
    }

    @Produces
    @Singleton
    OpenedSources openedSources(JpaClassRecords records, ManagementLabs labs, Procedures procedures, Work work) {
        return new OpenedSources(records, labs, procedures, work.classLabs(), Clock.systemUTC());
    }

    @Produces
    @Singleton
    Joining joining(JpaClassRecords records, Clusters clusters) {
        return new Joining(records, clusters, Clock.systemUTC());
    }

    @Produces
    @Singleton
    Helping helping(JpaHelpRecords records, JpaClassRecords classes) {
        return new Helping(records, classes, Clock.systemUTC());
    }

    @Produces
    @Singleton
    ClassClosing classClosing(Work work, Procedures procedures, JpaClassRecords records) {
        return new ClassClosing(work.classClosing(), procedures, records, Clock.systemUTC());
    }

    @Produces
    @Singleton
    PasswordReset passwordReset(Settings settings, PasswordResetRecords records, Identities identities, Mailer mailer) {
        return new PasswordReset(records, identities, mailer, settings.consoleUrl(), Clock.systemUTC());
    }

    @Produces
    @Singleton
    PasswordChange passwordChange(Identities identities) {
        return new PasswordChange(identities);
    }

    @Produces
    @Singleton
    Invitations invitations(Settings settings, InvitationRecords records, Memberships memberships, People people, Identities identities, Mailer mailer) {
        return new Invitations(records, memberships, people, identities, mailer, settings.consoleUrl(), Clock.systemUTC());
    }

    @Produces
    @Singleton
    UsageMeter usageMeter(UsageRecords records, ManagementCluster management) {
        return new UsageMeter(records, management, Clock.systemUTC());
    }

    @Produces
    @Singleton
    BudgetWatch budgetWatch(JpaBudgetRecords records, Tenants tenants, Suspension suspension, Mailer mailer, Settings settings) {
        return new BudgetWatch(records, tenant -> suspension.set(tenants.require(tenant), true, _ -> {}), mailer, settings.consoleUrl(), Clock.systemUTC());
    }

    @Produces
    @Singleton
    ApiTokens apiTokens(ApiTokenRecords records) {
        return new ApiTokens(records, Clock.systemUTC());
    }

    @Produces
    @Singleton
    Publishing publishing(Tenants tenants, Identities identities, ManagementCluster management) {
        return new Publishing(new JpaMemberRecords(tenants), identities, management);
    }

    @Produces
    @Singleton
    Memberships memberships(Tenants tenants, Publishing publishing) {
        return new Memberships(tenants, publishing, Clock.systemUTC());
    }

    @Produces
    @Singleton
    Clusters clusters(Settings settings, Tenants tenants, ManagementCluster management, Procedures procedures, Work work) {
        return new Clusters(tenants, management, procedures, work.clusterCreation(), work.clusterDeletion(), settings.userCertificateLife());
    }

    /// The kinds of work that there are.
    record Work(Procedure<TenantCreation.Input> tenantCreation, Procedure<TenantDeletion.Input> tenantDeletion,
            Procedure<ClusterCreation.Input> clusterCreation, Procedure<ClusterDeletion.Input> clusterDeletion,
            Procedure<ExpiryNotice.Input> expiryNotice, Procedure<ClassClosing.Input> classClosing,
            Procedure<ExamAttempts.Input> examAttempt, Procedure<OpenedSources.Input> classLabs) {

        List<Procedure<?>> all() {
            return List.of(tenantCreation, tenantDeletion, clusterCreation, clusterDeletion, expiryNotice, classClosing, examAttempt, classLabs);
        }
    }
}
