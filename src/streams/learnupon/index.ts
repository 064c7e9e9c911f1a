import { defineVendor } from '@singer-io-ts/tap';
import type { Config } from '../../config.ts';
import { assignmentAnswers, enrollmentModulesBy } from './assignments.ts';
import { auditTrails } from './audit-trails.ts';
import { ecommerceOrders, ecommerceProducts } from './commerce.ts';
import { check } from './check.ts';
import { connect } from './connection.ts';
import { courseInstructors } from './course-instructors.ts';
import { courses } from './courses.ts';
import { discoverCustomData } from './custom-data.ts';
import { customUserDataDefinitions } from './custom-user-data-definitions.ts';
import { enrollmentsBy } from './enrollments.ts';
import { examAnswers, examEnrollments, examQuestions, exams } from './exams.ts';
import { badges, leaderboard, userAwards } from './gamification.ts';
import { groupCourses, groupInviteCourseEnrollments, groupInvites, groupManagers } from './group-links.ts';
import { groupMemberships } from './group-memberships.ts';
import { groups } from './groups.ts';
import { learningPathEnrollments, learningPaths } from './learning-paths.ts';
import { markCompletes } from './mark-completes.ts';
import { courseModules, modules } from './modules.ts';
import { ilts, instructorUsers, locations, timezones, webinarConnections, webinars } from './places.ts';
import { bulkOperationJobs, certifications, licenses, portals, resources } from './portals.ts';
import { users } from './users.ts';

export const learnupon = defineVendor<Config>({
  name: 'learnupon',
  title: 'LearnUpon',
  documentation: 'https://docs.learnupon.com/api/',
  connect,
  check,
  streams: (config) => [
    users,
    customUserDataDefinitions,
    courses,
    enrollmentsBy(config.enrollment_parent),
    groups,
    groupMemberships,
    groupManagers,
    groupCourses,
    groupInvites,
    groupInviteCourseEnrollments,
    learningPaths,
    learningPathEnrollments,
    modules,
    courseModules,
    courseInstructors,
    markCompletes,
    exams,
    examQuestions,
    examEnrollments,
    examAnswers,
    assignmentAnswers,
    enrollmentModulesBy(config.enrollment_parent),
    badges,
    leaderboard,
    userAwards,
    portals,
    licenses,
    resources,
    certifications,
    auditTrails,
    bulkOperationJobs,
    locations,
    timezones,
    instructorUsers,
    ilts,
    webinarConnections,
    webinars,
    ecommerceProducts,
    ecommerceOrders,
  ],
  discover: discoverCustomData,
});
