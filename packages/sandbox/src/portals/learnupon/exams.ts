import type { Row } from '../../portal.ts';
import { json } from '../../portal.ts';
import { derived, rowSource } from '../../table.ts';
import { failure, listed } from './conventions.ts';
import { examIdOf, isSurvey, moduleIdOf } from './modules.ts';
import { userIdOf } from './users.ts';
import { person, text } from './words.ts';
import type { Part, World } from './world.ts';
import { after, choose, get, iso, numbered, pastMs, roll, skewed, without } from './world.ts';

const questionTypes = ['choice', 'feedback', 'rating', 'order list', 'match list', 'fill in the blanks'] as const;

function makeExam(world: World, slot: number): Row {
  const survey = isSurvey(slot);
  return {
    exam_id: examIdOf(slot),
    name: text(world, survey ? `Survey ${String(slot)}` : `Quiz ${String(slot)}`, 130, slot),
    is_survey: survey,
    is_timed_exam: !survey && slot % 2 === 0,
    pass_percentage: survey ? null : 80,
    pass_mark: null,
    is_knowledge_check: !survey && slot % 4 === 3,
    // A number or a word.
    attempts: slot % 2 === 0 ? 'unlimited' : 3,
    time_for_exam: slot % 2 === 0 && !survey ? 20 : null,
  };
}

function questionsOf(world: World, exam: Row): Row[] {
  const examId = Number(exam['exam_id']);
  return Array.from({ length: 1 + roll(world, 5, 131, examId) }, (_, i) => {
    const type = choose(world, questionTypes, 132, examId, i);
    return {
      exam_id: examId,
      question_id: 9_000_000 + (examId - examIdOf(0)) * 10 + i,
      question_text: text(world, '<p>Max load?</p>', 133, examId, i),
      question_type: type,
      question_choice_type: type === 'choice' ? 'single' : null,
      points: 1,
      answers: [0, 1].map((turn) => ({
        answer_id: examId * 100 + i * 10 + turn,
        answer_text: turn === 0 ? '2 t' : '3 t',
        sequence: turn,
        is_correct: world.odd && examId % 5 === 2 ? String(1 - turn) : 1 - turn,
        ...(type === 'rating' ? { rating_options: [1, 2, 3] } : {}),
        ...(type === 'match list' ? { for_matching: 'forks' } : {}),
        ...(type === 'fill in the blanks' ? { predefined_answers: ['2 t', 'two tonnes'] } : {}),
      })),
    };
  });
}

function makeExamEnrollment(world: World, slot: number, examId: number): Row {
  const isAnonymous = isSurvey(examId - examIdOf(0));
  const userId = userIdOf(roll(world, world.counts.users, 134, slot));
  return {
    exam_id: examId,
    exam_enrollment_id: 2_590_000 + slot,
    status: choose(world, ['Passed', 'Failed', 'Completed', 'In Progress'], 135, slot),
    time_taken: roll(world, 400, 136, slot) / 8,
    attempts_used: 1 + (slot % 3),
    ...(isAnonymous ? {} : { score: roll(world, 101, 137, slot), user_id: userId }),
    portal_membership_id: 30_112_000 + slot,
    ...(slot % 4 === 1 ? {} : { date_completed: slot % 4 === 2 ? null : iso(pastMs(world, 300, 138, slot)) }),
  };
}

function answerOf(world: World, enrollment: Row): Row {
  const userId = enrollment['user_id'];
  const user = typeof userId === 'number' ? person(world, userId - userIdOf(0)) : undefined;
  const isCoded = world.odd && Number(enrollment['exam_enrollment_id']) % 3 === 0;
  return {
    exam_id: enrollment['exam_id'],
    ...(user === undefined ? {} : { user: `${user.first_name} ${user.last_name}`, email: user.email }),
    questions: questionsOf(world, { exam_id: enrollment['exam_id'] }).map(
      ({ question_id: id, question_text: words }) => ({
        ...(isCoded ? { question_id: id } : {}),
        question_text: words,
        answers: { correct_answer: ['2 t'], given_answer: ['2 t'] },
        overall_status: isCoded ? 1 : 'correct',
      }),
    ),
  };
}

function makeAssignmentAnswer(world: World, slot: number, assignmentId: number): Row {
  const submittedMs = pastMs(world, 200, 140, slot);
  const isReviewed = slot % 2 === 0;
  return {
    id: 70_200 + slot,
    assignment_id: assignmentId,
    user_id: userIdOf(roll(world, world.counts.users, 141, slot)),
    answer: text(world, 'Route plan attached.', 142, slot),
    feedback: isReviewed ? 'Well planned' : null,
    score: isReviewed ? roll(world, 101, 143, slot) : null,
    status: isReviewed ? 'passed' : 'pending_review',
    answer_submitted_at: iso(submittedMs),
    reviewed_at: isReviewed ? iso(after(submittedMs, 9, world, 144, slot)) : null,
    reviewed_by_user_id: isReviewed ? userIdOf(0) : null,
    was_rejected: false,
    rejected_at: null,
    rejected_by_user_id: null,
    was_autocompleted: false,
  };
}

/** No list of exams exists: the ids come from modules. */
export function examsPart(world: World): Part {
  const blocks = world.counts.moduleBlocks;
  const examOf = (slot: number): number => examIdOf(skewed(world, blocks, 145, slot));
  const assignmentOf = (slot: number): number => moduleIdOf(skewed(world, blocks, 146, slot) * 8 + 3);
  const exams = numbered(world, examIdOf(0), {
    name: 'exams',
    idField: 'exam_id',
    count: blocks,
    make: (slot) => makeExam(world, slot),
  });
  const enrollments = numbered(world, 2_590_000, {
    name: 'exam_enrollments',
    idField: 'exam_enrollment_id',
    count: Math.ceil(world.counts.users / 2),
    indexes: { exam_id: examOf },
    make: (slot, given) => makeExamEnrollment(world, slot, Number(given['exam_id'] ?? examOf(slot))),
    onUpdate: (_row, _atMs, revision) => ({ attempts_used: 3 + revision }),
  });
  const answers = numbered(world, 70_200, {
    name: 'assignment_answers',
    count: Math.ceil(world.counts.users / 4),
    indexes: { assignment_id: assignmentOf },
    make: (slot, given) => makeAssignmentAnswer(world, slot, Number(given['assignment_id'] ?? assignmentOf(slot))),
    onInsert: (_slot, atMs) => ({ answer_submitted_at: iso(atMs) }),
  });
  return {
    resources: {
      exams,
      exam_questions: derived(exams, (row) => questionsOf(world, row)),
      exam_enrollments: enrollments,
      exam_answers: derived(enrollments, (row) => [
        { ...answerOf(world, row), exam_enrollment_id: row['exam_enrollment_id'] },
      ]),
      assignment_answers: answers,
    },
    routes: [
      get('/exams/{id}', ({ params }) => {
        const exam = exams.get(Number(params['id']));
        return exam === undefined ? failure(404, 'Exam not found') : { ...json(200, { exam }), envelope: 'exam' };
      }),
      get('/exams/{id}/questions', ({ params }) => {
        const exam = exams.get(Number(params['id']));
        if (exam === undefined) return failure(404, 'Exam not found');
        const questions = questionsOf(world, exam).map((row) => without(row, 'exam_id'));
        return { ...json(200, { exam_id: exam['exam_id'], questions }), envelope: 'questions' };
      }),
      get('/exams/{id}/enrollments', ({ params }) => {
        const id = Number(params['id']);
        if (!exams.has(id)) return failure(404, 'Exam not found');
        return listed(world, 'exam_enrollments', enrollments.where('exam_id', id), 'exam_enrollments');
      }),
      get('/exams/{id}/answers/{enrollmentId}', ({ params }) => {
        const row = enrollments.get(Number(params['enrollmentId']));
        if (row?.['exam_id'] !== Number(params['id'])) return failure(404, 'Exam enrollment not found');
        return { ...json(200, answerOf(world, row)), envelope: 'questions' };
      }),
      get('/assignments/{id}/answers', ({ params }) => {
        const isKnown = Array.from({ length: blocks }, (_, block) => moduleIdOf(block * 8 + 3)).includes(
          Number(params['id']),
        );
        const rows = isKnown ? answers.where('assignment_id', Number(params['id'])) : rowSource([]);
        return isKnown ? listed(world, 'assignment_answers', rows, 'answers') : failure(404, 'Assignment not found');
      }),
    ],
  };
}
