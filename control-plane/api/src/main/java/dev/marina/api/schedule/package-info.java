/// Schedules in the notation of cron: read by the API server to check them, by the cron job controller to follow them.
package dev.marina.api.schedule;
