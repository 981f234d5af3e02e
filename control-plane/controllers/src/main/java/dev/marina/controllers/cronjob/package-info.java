/// The cron job controller.
///
/// **Purpose.** Makes a job when a schedule says so, in the schedule's zone, and keeps as many finished ones as are wanted.
/// **Watches.** CronJobs; Jobs by controller reference. Between two times nothing runs: the next one is a deadline of the cluster.
/// **Writes.** Jobs (create, delete), the CronJob's status, Events SuccessfulCreate, SuccessfulDelete, SawCompletedJob, MissSchedule,
/// JobAlreadyActive, MissingJob, UnexpectedJob, TooManyMissedTimes, UnparseableSchedule, InvalidSchedule, UnknownTimeZone, FailedCreate,
/// FailedDelete.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** A job's name is made from the minute for which it is due: whatever is done twice makes one job. Of the times
/// that were missed while nobody looked only the last one counts, and not even that when it is older than `startingDeadlineSeconds`: it is
/// said then (MissSchedule). A name that another's job has is skipped until the next time.
package dev.marina.controllers.cronjob;
